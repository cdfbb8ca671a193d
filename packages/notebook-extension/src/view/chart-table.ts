// The chart in numbers for screen readers: a summary, and a table with one row per step of the range.

import type { TranslationBundle } from '@jupyterlab/translation';
import { written } from '../words/format.ts';
import type { Language } from '../words/language.ts';
import { lineNames } from '../words/line-names.ts';
import { type ChartWindow, extent } from './chart-window.ts';
import { element } from './element.ts';

const ROWS = 5;

/** "Power over the last 5 minutes: 23.4 W now, between 12.0 W and 45.0 W, 20.1 W on average." */
export function summaryOf(window: ChartWindow, minutes: number, language: Language): string {
  const { data, hasTotal, lines } = window;
  const { trans, format } = language;
  const total = hasTotal ? (data[1] ?? []) : [];
  const range = extent(total);
  if (range === null) return nothingKnown(minutes, trans);
  const estimated = lines[0]?.basis === 'estimated';
  const say = (watts: number | null) =>
    watts === null ? trans.__('unknown') : written(format.power(watts), estimated);
  const words = trans._n(
    'Power over the last minute: %2 now, between %3 and %4, %5 on average.',
    'Power over the last %1 minutes: %2 now, between %3 and %4, %5 on average.',
    minutes,
    say(total.at(-1) ?? null),
    say(range.least),
    say(range.most),
    say(range.mean),
  );
  return [words, ...besideWords(window, language)].join(' ');
}

/** Of each second meter: "The same supply, measured by Desk plug, not added: 98.3 W now, 97.1 W on average." */
function besideWords({ data, lines, now }: ChartWindow, { trans, format }: Language): readonly string[] {
  const names = lineNames(lines, trans);
  return lines.flatMap(({ of, basis }, i) => {
    const mean = extent(data[i + 1] ?? [])?.mean;
    if (of === null || mean === undefined) return [];
    const say = (watts: number | null | undefined) =>
      watts == null ? trans.__('unknown') : written(format.power(watts), basis === 'estimated');
    return [trans.__('%1, not added: %2 now, %3 on average.', names[i] ?? '', say(now[i]), say(mean))];
  });
}

/** What stands in the chart's place where there is nothing to draw. */
export function nothingKnown(minutes: number, trans: TranslationBundle): string {
  return trans._n(
    'Nothing is known of the power of the last minute.',
    'Nothing is known of the power of the last %1 minutes.',
    minutes,
  );
}

/** Means over five steps, newest last. */
export function tableOf({ data, lines }: ChartWindow, minutes: number, language: Language): HTMLTableElement {
  const { trans, format } = language;
  const [seconds] = data;
  const end = seconds.at(-1) ?? 0;
  const step = (minutes * 60) / ROWS;
  const names = lineNames(lines, trans);
  const head = element(
    'tr',
    {},
    ...[trans.__('Time'), ...names].map((text) => element('th', { scope: 'col', text })),
  );
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const from = end - step * (ROWS - i);
    const first = seconds.findIndex((second) => second > from);
    const next = seconds.findIndex((second) => second > from + step);
    const cells = lines.map(({ basis }, line) => {
      const column = data[line + 1] ?? [];
      const mean = first < 0 ? undefined : extent(column.slice(first, next < 0 ? undefined : next))?.mean;
      const text =
        mean === undefined ? trans.__('unknown') : written(format.power(mean), basis === 'estimated');
      return element('td', { text });
    });
    const name = rowName(step * (ROWS - i), step * (ROWS - i - 1), language);
    return element('tr', {}, element('th', { scope: 'row', text: name }), ...cells);
  });
  return element(
    'table',
    {},
    element('caption', { text: trans.__('Mean power') }),
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
}

function rowName(from: number, to: number, { trans, format }: Language): string {
  if (to === 0) return trans.__('The last %1', format.shortDuration(from));
  return trans.__('%1 to %2 ago', format.shortDuration(from), format.shortDuration(to));
}
