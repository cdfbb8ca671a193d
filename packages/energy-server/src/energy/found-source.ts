// How a source stands, for people: the roster's account of it, which replies show.

import type { Remedy } from '@jupyter-energy/contract';
import type { Channel } from './channel.ts';

/** How a source stands, for people. */
export interface FoundSource {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly status: 'ready' | 'blocked' | 'failing';
  readonly reason: string | null;
  readonly remedy: Remedy | null;
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly channels: readonly Channel[];
}
