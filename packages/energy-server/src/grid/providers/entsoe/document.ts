// An XML document of ENTSO-E, read as a stream of tags into what we need of it: no tree, no entity beyond XML's own five.

import { ProviderFault } from '../provider-fault.ts';

export interface XmlPoint {
  readonly position: string;
  readonly quantity: string;
}

export interface XmlPeriod {
  readonly start: string;
  readonly end: string;
  readonly resolution: string;
  readonly points: readonly XmlPoint[];
}

export interface XmlTimeSeries {
  readonly psrType: string;
  /** It is what plants consume, not what they generate. */
  readonly consumes: boolean;
  readonly unit: string;
  readonly periods: readonly XmlPeriod[];
}

export interface XmlDocument {
  /** The name of the root element. */
  readonly root: string;
  readonly timeSeries: readonly XmlTimeSeries[];
  /** What an acknowledgement tells. */
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}

/** Ours have 7. */
const MOST_DEPTH = 20;
/** A week of 25 types in quarter-hours has 17,000. */
const MOST_POINTS = 200_000;

type Draft<T> = { -readonly [Key in keyof T]: Draft<T[Key]> };

let sax: typeof import('sax') | null = null;

/** Before the first document is read: the parser costs 2 MB that nobody pays who asks no ENTSO-E. */
export async function loadParser(): Promise<void> {
  sax ??= (await import('sax')).default;
}

/** Throws ProviderFault for whatever is not a whole XML document. */
export function readDocument(text: string): XmlDocument {
  if (sax === null) throw new Error('loadParser() comes first');
  const reading = new Reading();
  const parser = sax.parser(true, { trim: true, strictEntities: true } as object);
  parser.onopentag = ({ name }) => reading.open(name);
  parser.onclosetag = () => reading.close();
  parser.ontext = (value) => reading.text(value);
  parser.oncdata = (value) => reading.text(value);
  parser.ondoctype = () => {
    throw new ProviderFault(
      'garbage',
      'what it answers declares a document type, which no answer of its does',
    );
  };
  parser.onerror = () => {
    throw new ProviderFault('garbage', 'what it answers is no XML');
  };
  parser.write(text).close();
  return reading.document;
}

class Reading {
  readonly document: Draft<XmlDocument> = { root: '', timeSeries: [], reasons: [] };
  readonly #path: string[] = [];
  #points = 0;

  open(tag: string): void {
    // Some answers spell the names with a prefix.
    const name = tag.replace(/^.*:/, '');
    if (this.#path.length === 0) this.document.root = name;
    this.#path.push(name);
    if (this.#path.length > MOST_DEPTH)
      throw new ProviderFault('garbage', 'what it answers is nested too deeply');
    this.#begin(name);
  }

  close(): void {
    this.#path.pop();
  }

  text(value: string): void {
    const [parent = '', name = ''] = this.#path.slice(-2);
    const series = this.document.timeSeries.at(-1);
    const period = series?.periods.at(-1);
    const point = period?.points.at(-1);
    if (parent === 'Point') put(point, name, value);
    else if (parent === 'timeInterval' || (parent === 'Period' && name === 'resolution'))
      put(period, name, value);
    else if (parent === 'Reason') put(this.document.reasons.at(-1), name, value);
    else if (parent === 'MktPSRType') put(series, name, value);
    else if (parent === 'TimeSeries' && series !== undefined) {
      if (name === 'quantity_Measure_Unit.name') series.unit += value;
      if (name === 'outBiddingZone_Domain.mRID') series.consumes = true;
    }
  }

  #begin(name: string): void {
    const series = this.document.timeSeries.at(-1);
    if (name === 'TimeSeries')
      this.document.timeSeries.push({ psrType: '', consumes: false, unit: '', periods: [] });
    else if (name === 'Period') series?.periods.push({ start: '', end: '', resolution: '', points: [] });
    else if (name === 'Reason') this.document.reasons.push({ code: '', text: '' });
    else if (name === 'Point') {
      this.#points += 1;
      if (this.#points > MOST_POINTS)
        throw new ProviderFault('garbage', 'what it answers has too many points');
      series?.periods.at(-1)?.points.push({ position: '', quantity: '' });
    }
  }
}

/** A text may come in pieces. Names that the target does not have are nobody's concern. */
function put(target: object | undefined, name: string, value: string): void {
  const fields = target as Record<string, unknown> | undefined;
  if (fields !== undefined && typeof fields[name] === 'string' && Object.hasOwn(fields, name))
    fields[name] += value;
}
