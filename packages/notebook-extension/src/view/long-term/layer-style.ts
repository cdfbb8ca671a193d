// Which colour a layer of the bars has: a class, so that the theme decides. A part keeps its colour while the popup is open.

import type { Layer } from '../../long-term/layers.ts';

/** As many parts as have a colour of their own in `style/base.css`; more begin anew. */
const PARTS = 6;

const split: Readonly<Record<string, string>> = {
  kernel: 'jp-mod-kernel',
  otherKernels: 'jp-mod-otherKernels',
  others: 'jp-mod-others',
  idle: 'jp-mod-idle',
  undivided: 'jp-mod-undivided',
};

export class LayerStyle {
  readonly #parts: string[] = [];

  classOf({ id, part }: Pick<Layer, 'id' | 'part'>): string {
    if (part === null) return split[id] ?? 'jp-mod-undivided';
    if (!this.#parts.includes(id)) this.#parts.push(id);
    return `jp-mod-part${(this.#parts.indexOf(id) % PARTS) + 1}`;
  }
}
