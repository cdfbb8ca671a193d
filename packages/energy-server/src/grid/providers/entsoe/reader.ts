// Answers of ENTSO-E: which document it is comes first, whatever the HTTP status says; then time series become points.

import type { Production, ProductionType } from '../../mix/production.ts';
import { QUARTER_MS } from '../../quarter.ts';
import { faultOf, type HttpAnswer, refuseFailures, textOf } from '../http-answer.ts';
import type { Point } from '../provider.ts';
import { ProviderFault } from '../provider-fault.ts';
import { withoutPartial } from '../quarter-hours.ts';
import { type CurvePoint, curveOf } from './curve.ts';
import { readDocument, type XmlDocument, type XmlTimeSeries } from './document.ts';
import { productionType } from './production-types.ts';
import { isZip, unzip } from './zip.ts';

const GENERATION = 'GL_MarketDocument';
const ACKNOWLEDGEMENT = 'Acknowledgement_MarketDocument';
/** A week of 25 types in quarter-hours has 17,000; a period of one point stands for as many as it likes. */
const MOST_POSITIONS = 200_000;

/** Throws ProviderFault. `omitsZeros`: fewer types do not mean that some are late. */
export function readGeneration(answer: HttpAnswer, omitsZeros: boolean): readonly Point[] {
  const texts = isZip(answer.body) ? unzip(answer.body) : [textOf(answer)];
  const documents = texts.map((text) => documentOf(text, answer));
  const acknowledged = documents.find(({ root }) => root === ACKNOWLEDGEMENT);
  if (acknowledged !== undefined) throw acknowledgement(acknowledged, answer);
  refuseFailures(answer);
  const strange = documents.find(({ root }) => root !== GENERATION);
  if (documents.length === 0 || strange !== undefined)
    throw new ProviderFault('garbage', 'it answers with a document that was not asked for');
  const points = pointsOf(documents.flatMap(({ timeSeries }) => timeSeries));
  if (points.length === 0) throw new ProviderFault('empty', 'it has no data for this place and time');
  return omitsZeros ? points : withoutPartial(points);
}

/** A failure's page is often HTML: then its status says more than that it is no XML. */
function documentOf(text: string, answer: HttpAnswer): XmlDocument {
  try {
    return readDocument(text);
  } catch (error) {
    throw faultOf(answer) ?? error;
  }
}

/** Every reason has the code 999: only its words tell them apart. */
function acknowledgement({ reasons }: XmlDocument, answer: HttpAnswer): ProviderFault {
  const text = reasons.map((reason) => reason.text).join('; ');
  if (/curveType/i.test(text) && /parameter/i.test(text))
    return new ProviderFault('again', 'it knows no curve types');
  const fault = faultOf(answer);
  if (fault !== null && fault.kind !== 'down') return fault;
  if (/no matching data/i.test(text))
    return new ProviderFault('empty', 'it has no data for this place and time');
  return new ProviderFault('down', `it answers: ${plain(text)}`, answer.retryAfterMs);
}

/** One line that is safe to show. */
function plain(text: string): string {
  return (
    text
      .replaceAll(/[^\p{L}\p{N}\p{P}]+/gu, ' ')
      .slice(0, 160)
      .trim() || 'nothing more'
  );
}

/** One point for each quarter-hour of which something is told, with all types that are told of it. */
function pointsOf(series: readonly XmlTimeSeries[]): Point[] {
  const byTime = new Map<number, Map<ProductionType, number>>();
  for (const { type, powers } of merged(series)) {
    for (const [at, power] of powers) {
      const production = byTime.get(at) ?? new Map<ProductionType, number>();
      byTime.set(at, production);
      production.set(type, (production.get(type) ?? 0) + power);
    }
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([from, production]) => ({
      from,
      to: from + QUARTER_MS,
      production: Object.fromEntries(production) as Production,
    }));
}

interface Merged {
  readonly type: ProductionType;
  /** By the begin of the quarter-hour, so that hours of one type stand beside quarters of another. */
  readonly powers: Map<number, number>;
}

/** The same code comes several times where it has gaps, and once for each direction; what is told last of a time counts. */
function merged(series: readonly XmlTimeSeries[]): readonly Merged[] {
  const byCode = new Map<string, Merged>();
  let positions = 0;
  for (const { psrType, consumes, unit, periods } of series) {
    if (unit !== '' && unit !== 'MAW')
      throw new ProviderFault(
        'garbage',
        `it tells powers in ${JSON.stringify(unit.slice(0, 10))}, not in MW`,
      );
    const type = productionType(psrType, consumes);
    if (type === null) continue;
    const key = `${psrType} ${consumes}`;
    const entry = byCode.get(key) ?? { type, powers: new Map() };
    byCode.set(key, entry);
    for (const period of periods) {
      const curve = curveOf(period);
      positions += curve.length;
      if (positions > MOST_POSITIONS)
        throw new ProviderFault('garbage', 'it tells of more time than was asked for');
      put(entry.powers, curve);
    }
  }
  return [...byCode.values()];
}

function put(powers: Map<number, number>, curve: readonly CurvePoint[]): void {
  for (const { from, to, power } of curve)
    for (let at = from; at < to; at += QUARTER_MS) powers.set(at, power);
}
