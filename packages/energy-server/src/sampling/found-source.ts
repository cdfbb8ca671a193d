// How a source stands, for people: the roster's account of it.

import type { Remedy } from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';
import type { SourceId } from '../sources/source.ts';

/** How a source stands, for people. */
export interface FoundSource {
  readonly id: SourceId;
  readonly kind: string;
  readonly title: string;
  readonly status: 'ready' | 'blocked' | 'failing';
  readonly reason: string | null;
  readonly remedy: Remedy | null;
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly channels: readonly Channel[];
}
