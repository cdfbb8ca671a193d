// The driver of this machine's own management controller: found by its device file, asked by DCMI.

import type { Domain, Remedy } from '@jupyter-energy/contract';
import * as z from 'zod';
import { type Host, HostError } from '../../host/host.ts';
import { controllerFeeds, fedDomain } from '../feeds-setting.ts';
import { openPolled } from '../polled-source.ts';
import { shellWord } from '../shell-word.ts';
import { type EnergySource, type Finding, type SourceDriver, SourceError } from '../source.ts';
import { ControllerMeter, ID, NotDcmi } from './controller-meter.ts';

const IpmiOptions = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("ask the machine's own management controller, where there is one"),
  device: z.string().min(1).nullable().default(null).describe('its device file; null means the usual places'),
  ...controllerFeeds,
});
type IpmiOptions = z.infer<typeof IpmiOptions>;

const BY_REDFISH: Remedy = {
  text: 'Ask it over the network by Redfish, if it has that, and take device out of the section ipmi of the config file.',
  command: null,
};

const USUAL = ['ipmi0', 'ipmi/0', 'ipmidev/0'] as const;
const TITLE = 'Management controller (IPMI)';

/** Remembers that the controller knows nothing of power, so as not to bother it, or people, again. */
export function createIpmiDriver(): SourceDriver<IpmiOptions> {
  let foreign = false;
  return {
    kind: ID,
    fallback: false,
    options: IpmiOptions,
    discover({ enabled, device, feeds }, host) {
      if (!enabled || foreign) return [];
      const found = device === null ? USUAL.find((name) => stateOf(host, name) !== 'ENOENT') : device;
      if (found === undefined) return [];
      const open = () =>
        openController(host, found, fedDomain(feeds, ID)).catch((error: unknown) => {
          if (error instanceof NotDcmi && device === null) foreign = true;
          throw error instanceof NotDcmi ? new SourceError(error.message, 'give-up', BY_REDFISH) : error;
        });
      return [findingOf(found, stateOf(host, found), host.program.uid, open)];
    },
  };
}

export const ipmiDriver: SourceDriver<IpmiOptions> = createIpmiDriver();

function findingOf(
  device: string,
  state: string | null,
  uid: number,
  open: () => Promise<EnergySource>,
): Finding {
  if (state === null) return { id: ID, title: TITLE, status: 'ready', open };
  return { id: ID, title: TITLE, status: 'blocked', ...adviceFor(device, state, uid) };
}

/** Why the device cannot be used, by errno name; null where it can. */
function stateOf({ ipmi }: Host, device: string): string | null {
  try {
    ipmi.check(device);
    return null;
  } catch (error) {
    if (error instanceof HostError) return error.code;
    throw error;
  }
}

async function openController(host: Host, device: string, domain: Domain): Promise<EnergySource> {
  try {
    return await openPolled(new ControllerMeter(host, device, domain));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const { reason, remedy } = adviceFor(device, error.code, host.program.uid);
    throw new SourceError(reason, 'give-up', remedy, { cause: error });
  }
}

function adviceFor(device: string, code: string, uid: number): { reason: string; remedy: Remedy } {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return {
        reason: `This user may not ask the management controller (${device}).`,
        remedy: {
          text: 'Let the user of the energy server, and nobody else, open its device, until the next start of the machine (a udev rule makes it last). Whoever may open it may also switch the machine off: prefer Redfish with a user who may only read.',
          command: `sudo chown ${uid} ${shellWord(pathOf(device))}`,
        },
      };
    case 'ENOENT':
      return {
        reason: `There is no ${device}.`,
        remedy: {
          text: 'Load its driver, or correct device in the section ipmi of the config file.',
          command: 'sudo modprobe --all ipmi_si ipmi_devintf',
        },
      };
    case 'ENOSYS':
      return {
        reason:
          'Asking the management controller needs the native part of the energy server, which is missing here.',
        remedy: {
          text: 'Install the energy server with its native part (koffi), or use Redfish.',
          command: null,
        },
      };
    default:
      return {
        reason: `The management controller (${device}) cannot be asked: ${code}.`,
        remedy: { text: 'Look at what the kernel says of it.', command: 'sudo dmesg | grep -i ipmi' },
      };
  }
}

function pathOf(device: string): string {
  return device.startsWith('/') ? device : `/dev/${device}`;
}
