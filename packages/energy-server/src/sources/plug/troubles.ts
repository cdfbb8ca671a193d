// What can be in the way of reading a plug, told to people with the way out. No message carries a password.

import type { Milliseconds, Remedy } from '@jupyter-energy/contract';
import { shellWord } from '../shell-word.ts';
import { SourceError } from '../source.ts';

/** A plug that takes longer is too far away to be read every second. */
export const ANSWER_LIMIT_MS: Milliseconds = 2_000;

const SECTION = 'the section plug of the config file';

export function passwordWrong(address: string): SourceError {
  return new SourceError(`wrong user or password for the plug at ${address}`, 'give-up', {
    text: `Correct user and password (or password-file) of ${address} in ${SECTION}; it is asked again within minutes.`,
    command: null,
  });
}

export function passwordMissing(address: string): SourceError {
  return new SourceError(`the plug at ${address} asks for a password, and none is set`, 'give-up', {
    text: `Set password or password-file for ${address} in ${SECTION}.`,
    command: null,
  });
}

export function notHere(address: string, why: string): SourceError {
  return new SourceError(`no plug that we know is at ${address}: ${why}`, 'give-up', {
    text: `Look up the address of the plug in its app or in the router, and correct it in ${SECTION}. Shelly, Tasmota and TP-Link Kasa with its old firmware are known.`,
    command: null,
  });
}

export function noMeter(address: string, device: string): SourceError {
  return new SourceError(`the ${device} at ${address} does not measure power`, 'give-up', {
    text: `Take it out of ${SECTION}: this model switches, but has no meter.`,
    command: null,
  });
}

export function noSuchChannel(address: string, channel: number, count: number): SourceError {
  const present = count === 1 ? 'one channel, 0' : `${count} channels, 0 to ${count - 1}`;
  return new SourceError(`the plug at ${address} has ${present}, and not ${channel}`, 'give-up', {
    text: `Correct channel of ${address} in ${SECTION}.`,
    command: null,
  });
}

/** What may help where nothing answers. */
export function unreachable(address: string): Remedy {
  return {
    text: `Is it plugged in, and does this computer reach its network? It is asked again by itself; its address stands in ${SECTION}.`,
    command: `curl ${shellWord(`http://${address}/`)}`,
  };
}

/** The same for a Kasa, which is no web server. */
export function unreachableKasa(address: string, host: string, port: number): Remedy {
  return {
    text: `Is it plugged in, and does this computer reach its network? Newer firmwares of TP-Link want an account, may have closed this port, and are not read. It is asked again by itself; ${address} stands in ${SECTION}.`,
    command: `nc -vz ${shellWord(host)} ${port}`,
  };
}

/** For a question that nothing usable came back to; the next one may fare better. */
export function noAnswer(address: string, why: string, remedy: Remedy, cause: unknown): SourceError {
  return new SourceError(`The plug at ${address} gives no answer: ${why}.`, 'retry', remedy, { cause });
}

/** For an answer that the firmware should not give; the next one may be better. */
export function strangeAnswer(address: string, what: string): SourceError {
  return new SourceError(`The plug at ${address} gives a strange answer: ${what}.`, 'retry');
}
