// Power monitors on supply rails (INA3221, INA219, INA226, INA238 …): what they feed is told by NVIDIA's labels or by people.

import { cpuDomain, type Domain, elsewhereDomain, MACHINE, PLATFORM } from '@jupyter-energy/contract';
import type { Chip } from './chip.ts';
import type { OpenFiles } from './open-files.ts';
import type { HwmonOptions, RailOptions } from './options.ts';
import { type Device, gauge, type Sensor } from './sensor.ts';

/** No rail of a board carries more. */
const RAIL_CEILING_WATTS = 5_000;

const FEEDS: Readonly<Record<RailOptions['feeds'], Domain | null>> = {
  'this computer': MACHINE,
  'main board': PLATFORM,
  'something else': null,
};

/** The input of a Jetson module; the other rails are inside it. */
const WHOLE_MODULE = /^(VDD_IN|POM_5V_IN)$/;
const PROCESSOR = /(^|_)CPU(_|$)/;
/** Rails of Jetson modules, which feed parts of them side by side. */
const JETSON = /^(VDD|VIN|POM|GPU|CPU|SOC|CV|SYS5V)/;
/** Fed by VIN_SYS_5V0 on AGX Orin: not added to it. */
const INSIDE_5V = 'VDDQ_VDD2_1V8AO';

const UNKNOWN =
  'Nobody said what it feeds: shown, but not counted. Set rails in the section hwmon of the config file.';
const SOMETHING_ELSE = 'It feeds something else than this computer: shown, but not counted.';

interface Rail {
  /** `ina3221@1-0040:1`. */
  readonly id: string;
  readonly label: string | null;
  readonly read: Sensor['read'];
}

/** One device per chip: volts and amperes of two chips never go together. Null for other chips, and where all is unconnected. */
export function railMonitor(chip: Chip, { rails: told }: HwmonOptions): Device | null {
  const rails = railsOf(chip);
  const [first] = rails;
  if (first === undefined) return null;
  const sensors = rails.map((rail) => sensorOf(rail, told.find(({ id }) => id === rail.id) ?? null));
  const module = sensors.some(({ channel }) => channel.domain === PLATFORM);
  return {
    id: `hwmon:${chip.id}`,
    title: `Power monitor ${chip.id}`,
    sensors,
    notes: [],
    notCovered: module ? ['what is plugged into the board', "the power supply's own loss"] : [],
    probe: chip.pathOf(chip.has('power1_input') ? 'power1_input' : 'curr1_input'),
  };
}

function railsOf(chip: Chip): readonly Rail[] {
  if (chip.name.startsWith('ina3221')) return [1, 2, 3].flatMap((n) => pairOf(chip, n));
  if (!/^ina2\d\d$/.test(chip.name)) return [];
  if (!chip.has('power1_input')) return pairOf(chip, 1);
  const read = (files: OpenFiles) => files.watts(chip.pathOf('power1_input'), RAIL_CEILING_WATTS);
  return [{ id: `${chip.id}:1`, label: chip.word('power1_label'), read }];
}

/** Input `n` of a chip, in millivolts and milliamperes; none where it is switched off or labelled as not connected. */
function pairOf(chip: Chip, n: number): readonly Rail[] {
  const label = chip.word(`in${n}_label`);
  const off = chip.word(`in${n}_enable`) === '0' || label === 'NC';
  if (off || !chip.has(`in${n}_input`) || !chip.has(`curr${n}_input`)) return [];
  const read = async (files: OpenFiles) => {
    const pair = [
      files.number(chip.pathOf(`in${n}_input`)),
      files.number(chip.pathOf(`curr${n}_input`)),
    ] as const;
    const [millivolts, milliamperes] = await Promise.all(pair);
    return (millivolts * milliamperes) / 1e6;
  };
  return [{ id: `${chip.id}:${n}`, label, read }];
}

function sensorOf({ id, label, read }: Rail, told: RailOptions | null): Sensor {
  const domain = told === null ? jetsonDomain(label) : FEEDS[told.feeds];
  const face = { id: `hwmon:${id}`, label: told?.name ?? label ?? `Rail ${id}` };
  if (domain !== null) return { channel: gauge({ ...face, domain }), read };
  const distrusted = told === null ? UNKNOWN : SOMETHING_ELSE;
  return { channel: gauge({ ...face, domain: elsewhereDomain(id), distrusted }), read };
}

function jetsonDomain(label: string | null): Domain | null {
  if (label === null || !JETSON.test(label)) return null;
  if (WHOLE_MODULE.test(label)) return PLATFORM;
  if (PROCESSOR.test(label)) return cpuDomain(0);
  const leaf = label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return label === INSIDE_5V ? `${PLATFORM}/vin-sys-5v0/${leaf}` : `${PLATFORM}/${leaf}`;
}
