// What a provider of live data is: which places it knows, what to ask it, and how to read what it answers. It asks nothing itself.

import type { Intensity } from '../mix/mix.ts';
import type { Production } from '../mix/production.ts';
import type { Place } from '../place/place.ts';
import type { HttpAnswer } from './http-answer.ts';

/** UnixMs; `from` and `to` lie on full quarter-hours. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What was told of a span of time, the longest an hour. */
export interface Point extends TimeSpan {
  readonly production?: Production;
  /** Published by the provider. */
  readonly intensity?: Omit<Intensity, 'method'>;
}

export interface Series {
  readonly points: readonly Point[];
  /** For the log: names that nobody knows, for example. */
  readonly notes: readonly string[];
}

export interface Question {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** What can be asked of a provider with one request. */
export type DataSet = 'mix' | 'intensity' | 'both';

export interface Provider {
  readonly id: string;
  /** As people know it. */
  readonly name: string;
  /** Asked in turn: one request, one data set. */
  readonly dataSets: readonly DataSet[];
  /** Never to be seen in a log, an error or a reply. */
  readonly secrets: readonly string[];
  covers(place: Place): boolean;
  /** Comes before `read`: loads what that needs. */
  prepare?(): Promise<void>;
  question(place: Place, dataSet: DataSet, span: TimeSpan): Question;
  /** Throws ProviderFault. What lies outside of `span` is nobody's concern: it is left out later. */
  read(answer: HttpAnswer, place: Place, dataSet: DataSet): Series;
}
