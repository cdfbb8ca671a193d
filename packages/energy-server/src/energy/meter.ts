// The meter that fits a channel.

import type { ReadChannel } from './channel.ts';
import { CounterMeter } from './counter-meter.ts';
import { GaugeMeter } from './gauge-meter.ts';
import type { Meter } from './step.ts';

export function createMeter(channel: ReadChannel): Meter {
  switch (channel.kind) {
    case 'counter':
      return new CounterMeter(channel);
    case 'gauge':
      return new GaugeMeter(channel);
  }
}
