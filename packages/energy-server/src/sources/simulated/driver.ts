// Simulated hardware: a source like any other, for demonstrations and browser tests. Its title and note say so.

import * as z from 'zod';
import type { CounterChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Clock } from '../../host/host.ts';
import type { EnergySource, Finding, SourceDriver } from '../source.ts';
import { begunLater, energyUntil, type PowerCurve, peakOf } from './power-curve.ts';
import { type Scenario, type SimulatedPart, scenarioList } from './scenarios.ts';

const ID = 'simulated';

/** What `--simulate` may be followed by. */
export const scenarios: readonly string[] = scenarioList.map((scenario) => scenario.name);

const simulatedOptions = z.strictObject({
  scenario: z.enum(scenarios).default('laptop').describe('which machine to simulate'),
});

export type SimulatedOptions = z.output<typeof simulatedOptions>;

export const simulatedDriver: SourceDriver<SimulatedOptions> = {
  kind: ID,
  fallback: false,
  options: simulatedOptions,
  discover({ scenario: name }, { clock }): readonly Finding[] {
    return scenarioList
      .filter((scenario) => scenario.name === name)
      .map((scenario) => ({
        id: ID,
        title: `Simulated ${scenario.name}`,
        status: 'ready',
        open: () => new SimulatedSource(scenario, clock),
      }));
  },
};

class SimulatedSource implements EnergySource {
  readonly channels: readonly CounterChannel[];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly #curves: readonly (readonly [channel: string, curve: PowerCurve])[];
  readonly #clock: Clock;

  constructor(scenario: Scenario, clock: Clock) {
    const parts = scenario.parts.flatMap(withInner);
    this.channels = parts.map((part) => channelOf(scenario, part));
    // As the wall clock stands now: a curve does not jump when somebody sets that.
    const { wallMs, timelineMs } = clock.now();
    this.#curves = parts.map((part) => [
      channelIdOf(part),
      begunLater(wholeCurve(part), wallMs - timelineMs),
    ]);
    this.#clock = clock;
    this.notes = [`Simulated: ${scenario.summary}. No hardware is read.`];
    this.notCovered = scenario.notCovered;
  }

  read(): readonly Reading[] {
    const at = this.#clock.now();
    return this.#curves.map(([channel, curve]) => ({
      kind: 'counter',
      channel,
      at,
      joules: energyUntil(curve, at.timelineMs),
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is held open.
  }
}

function withInner(part: SimulatedPart): readonly SimulatedPart[] {
  return [part, ...part.inside.flatMap(withInner)];
}

/** The part's own power and that of all parts inside it. */
export function wholeCurve(part: SimulatedPart): PowerCurve {
  const curves = withInner(part).map((inner) => inner.own);
  return {
    base: curves.reduce((sum, curve) => sum + curve.base, 0),
    waves: curves.flatMap((curve) => curve.waves),
  };
}

function channelIdOf(part: SimulatedPart): string {
  return `${ID}:${part.id}`;
}

function channelOf({ basis, relativeError }: Scenario, part: SimulatedPart): CounterChannel {
  const curve = wholeCurve(part);
  const maxWatts = peakOf(curve);
  return {
    kind: 'counter',
    id: channelIdOf(part),
    label: part.label,
    domain: part.domain,
    basis,
    relativeError,
    wrapsAt: null,
    maxWatts,
    ceilingWatts: 2 * maxWatts,
    idleWatts: curve.base,
  };
}
