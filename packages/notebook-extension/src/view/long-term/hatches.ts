// The patterns that tell an average, an older mix and a gap from what is known of that very time. They follow the theme.

import { svg } from '../svg.ts';

export interface Hatches {
  readonly definitions: SVGDefsElement;
  readonly averaged: string;
  readonly cached: string;
  readonly gap: string;
}

let made = 0;

/** Each chart has its own: ids belong to the whole page. */
export function hatches(): Hatches {
  made += 1;
  const id = (name: string) => `jp-Energy-${name}-${made}`;
  const pattern = (name: string, size: number, child: SVGElement) =>
    svg(
      'pattern',
      {
        id: id(name),
        width: size,
        height: size,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      child,
    );
  const line = (size: number, kind: string) =>
    svg('line', { class: `jp-Energy-hatch ${kind}`, x1: 0, y1: 0, x2: 0, y2: size });
  return {
    definitions: svg(
      'defs',
      {},
      pattern('averaged', 7, line(7, 'jp-mod-averaged')),
      pattern('cached', 6, svg('circle', { class: 'jp-Energy-dotted', cx: 3, cy: 3, r: 0.9 })),
      pattern('gap', 4, line(4, 'jp-mod-gap')),
    ),
    averaged: `url(#${id('averaged')})`,
    cached: `url(#${id('cached')})`,
    gap: `url(#${id('gap')})`,
  };
}
