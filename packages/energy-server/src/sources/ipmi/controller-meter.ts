// An opened management controller, asked for its power every two seconds in the background.

import type { Domain } from '@jupyter-energy/contract';
import type { GaugeChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError, type IpmiDevice } from '../../host/host.ts';
import { longestGapMs, type PolledMeter, usualAgeMs } from '../polled-source.ts';
import { SourceError } from '../source.ts';
import { GET_POWER_READING, parsePowerReading } from './dcmi.ts';

export const ID = 'ipmi';

/** Its figure changes once a second or so, and each question keeps the controller and a kernel thread busy for some milliseconds. */
const EVERY_MS = 2_000;
const ANSWER_LIMIT_MS = 2_000;

const CHANNEL: Omit<GaugeChannel, 'domain'> = {
  kind: 'gauge',
  id: `${ID}:power`,
  label: 'Computer, by its management controller',
  basis: 'measured',
  // Controllers state no error that could be quoted for all models.
  relativeError: null,
  maxGapMs: longestGapMs(EVERY_MS),
  lateMs: usualAgeMs(EVERY_MS),
};

/** The controller knows no DCMI: it is not a meter. */
export class NotDcmi extends Error {
  override readonly name = 'NotDcmi';
}

export class ControllerMeter implements PolledMeter {
  readonly channels: readonly GaugeChannel[];
  readonly notes: readonly string[] = [];
  readonly notCovered: readonly string[] = [];
  readonly everyMs = EVERY_MS;
  readonly #host: Host;
  readonly #controller: IpmiDevice;

  /** Throws HostError. */
  constructor(host: Host, device: string, domain: Domain) {
    this.#host = host;
    this.channels = [{ ...CHANNEL, domain }];
    this.#controller = host.ipmi.open(device);
  }

  /** Throws NotDcmi, SourceError. */
  async ask(): Promise<readonly Reading[]> {
    const answer = parsePowerReading(await this.#answer());
    switch (answer.kind) {
      case 'power':
        return [{ kind: 'gauge', channel: CHANNEL.id, at: this.#host.clock.now(), watts: answer.watts }];
      case 'foreign':
        throw new NotDcmi('The management controller does not know DCMI, by which it would tell its power.');
      case 'forbidden':
        throw new SourceError(
          'The management controller does not let this machine ask for its power.',
          'give-up',
          {
            text: 'Let whoever looks after the controller allow it, or ask it over the network by Redfish.',
            command: null,
          },
        );
      case 'silent':
        throw new SourceError('The management controller measures no power now.', 'retry');
      case 'odd':
        throw new SourceError(
          `The management controller gives a strange answer (${hex(answer.code)}).`,
          'retry',
        );
    }
  }

  close(): void {
    this.#controller[Symbol.dispose]();
  }

  async #answer(): Promise<Uint8Array> {
    try {
      return await this.#controller.ask(GET_POWER_READING, ANSWER_LIMIT_MS);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const message = `The management controller gives no answer: ${error.message}.`;
      throw new SourceError(message, 'retry', null, { cause: error });
    }
  }
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
