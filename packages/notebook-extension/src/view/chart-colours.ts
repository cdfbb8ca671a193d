// The theme's colours for the canvas, which does not follow style sheets by itself.

import { SHARE_KEYS, shareId } from '../account/shares.ts';
import { element } from './element.ts';

export interface ChartColours {
  readonly axis: string;
  readonly grid: string;
  readonly run: string;
  readonly total: string;
  readonly totalFill: string;
  readonly parts: readonly string[];
  /** By whose energy it is. */
  readonly shares: ReadonlyMap<string, string>;
  /** The colour of a second meter's line, from that of the line of what it measures as well. */
  readonly beside: (colour: string) => string;
}

/** As many parts as have a colour of their own in `style/base.css`; more begin anew. */
const PARTS = 6;

/** Reads them where the chart stands. A probe's `color` gives plain colours, whatever expressions the theme uses. */
export function coloursAt(place: HTMLElement): ChartColours {
  const probe = element('span', { hidden: '' });
  place.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--jp-energy-${name})`;
    return getComputedStyle(probe).color;
  };
  const mixed = (colour: string) => {
    probe.style.color = `color-mix(in srgb, ${colour} var(--jp-energy-beside), var(--jp-ui-font-color1))`;
    return getComputedStyle(probe).color;
  };
  const total = read('total');
  const parts = Array.from({ length: PARTS }, (_, i) => read(`part-${i + 1}`));
  const besides = new Map([total, ...parts].map((colour) => [colour, mixed(colour)]));
  const colours = {
    axis: read('axis'),
    grid: read('grid'),
    run: read('run'),
    total,
    totalFill: read('total-fill'),
    parts,
    shares: new Map(SHARE_KEYS.map((key) => [shareId(key), read(`share-${key.toLowerCase()}`)])),
    beside: (colour: string) => besides.get(colour) ?? colour,
  };
  probe.remove();
  return colours;
}
