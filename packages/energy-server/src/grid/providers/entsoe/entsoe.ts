// ENTSO-E Transparency Platform: generation per production type in Europe, for whoever has a token of theirs.

import type { Place } from '../../place/place.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { Provider, Question, Series, TimeSpan } from '../provider.ts';
import { ProviderFault } from '../provider-fault.ts';
import { areaOf } from './areas.ts';
import { loadParser } from './document.ts';
import { readGeneration } from './reader.ts';

const HOUR_MS = 3_600_000;

export interface EntsoeSettings {
  readonly token: string;
  readonly url: string;
}

export class Entsoe implements Provider {
  readonly id = 'entsoe';
  readonly name = 'ENTSO-E Transparency Platform';
  readonly dataSets = ['both'] as const;
  readonly secrets: readonly string[];
  readonly #settings: EntsoeSettings;
  /** Whether it knows the parameter: releases before R3.20.1.1 of 2026 refuse it. */
  #knowsCurveType = true;

  constructor(settings: EntsoeSettings) {
    this.#settings = settings;
    this.secrets = [settings.token];
  }

  covers(place: Place): boolean {
    return areaOf(place) !== null;
  }

  prepare(): Promise<void> {
    return loadParser();
  }

  question(place: Place, _: unknown, { from, to }: TimeSpan): Question {
    const url = new URL(this.#settings.url);
    const parameters = {
      securityToken: this.#settings.token,
      documentType: 'A75',
      processType: 'A16',
      in_Domain: areaOf(place) ?? '',
      periodStart: fullHour(Math.floor(from / HOUR_MS) * HOUR_MS),
      periodEnd: fullHour(Math.ceil(to / HOUR_MS) * HOUR_MS),
      ...(this.#knowsCurveType ? { curveType: 'A01' } : {}),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url, headers: {} };
  }

  read(answer: HttpAnswer, { country }: Place): Series {
    try {
      // Belgium leaves out types that generate nothing.
      return { points: readGeneration(answer, country === 'BE'), notes: [] };
    } catch (error) {
      if (error instanceof ProviderFault && error.kind === 'again') this.#knowsCurveType = false;
      throw error;
    }
  }
}

/** `yyyyMMddHHmm` in UTC. */
function fullHour(unixMs: number): string {
  return new Date(unixMs).toISOString().replaceAll(/[-T:]/g, '').slice(0, 12);
}
