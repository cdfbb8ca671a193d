// What button, popup and status bar say in the first place: power now, energy since, what that would suffice for.

import { gapSeconds, type Since } from '../account/openings.ts';
import { type Chosen, chooseComparison } from '../comparisons/choose-comparison.ts';
import { type Estimate, sentenceOf } from '../comparisons/comparison-words.ts';
import type { IEnergyService } from '../tokens.ts';
import { type EnergyUnit, type Quantity, written } from './format.ts';
import type { Language } from './language.ts';
import { spoken } from './spoken.ts';
import type { Subject } from './subject.ts';

/** A number as it is written and as it is spoken. */
export interface Told {
  readonly written: string;
  readonly spoken: string;
}

export interface Headline {
  readonly power: Told;
  readonly energy: Told;
  /** Why the power is not known; null when it is. */
  readonly unknownBecause: string | null;
  readonly estimated: boolean;
  /** How the power came about, in a word or two: "measured", "estimated, ± 20 %", "simulated". */
  readonly basis: string;
  readonly comparison: { readonly chosen: Chosen; readonly sentence: string } | null;
}

/** Reads the service once; cheap enough for every beat. */
export function headlineOf(
  service: IEnergyService,
  subject: Subject,
  unit: EnergyUnit,
  language: Language,
): Headline {
  const { trans, format } = language;
  const { watts, since } = subject;
  const unknown: Told = { written: trans.__('unknown'), spoken: trans.__('unknown') };
  const tell = (quantity: Quantity, estimated: boolean): Told => ({
    written: written(quantity, estimated),
    spoken: spoken(quantity, estimated, trans),
  });
  const estimated = service.beat?.total?.basis === 'estimated';
  const joules = since?.joules ?? null;
  return {
    power: watts === null ? unknown : tell(format.power(watts), estimated),
    energy: joules === null ? unknown : tell(format.energy(joules, unit), since?.estimated ?? false),
    unknownBecause: watts === null ? whyUnknown(service, subject, language) : null,
    estimated,
    basis:
      subject.scope === 'computer'
        ? basisWords(service, language)
        : trans.__('%1, attributed', basisWords(service, language)),
    comparison: compare(service, since, language),
  };
}

function basisWords(service: IEnergyService, { trans, format }: Language): string {
  const total = service.beat?.total ?? null;
  // Whatever such a computer would have done: here nothing was measured.
  if (service.status?.simulated != null) return trans.__('simulated');
  if (total?.basis !== 'estimated') return trans.__('measured');
  if (total.relativeError === null) return trans.__('estimated');
  return trans.__('estimated, ±\u00A0%1', format.percent(total.relativeError));
}

function compare(
  service: IEnergyService,
  since: Since | null,
  { trans, format }: Language,
): Headline['comparison'] {
  const chosen = since?.joules ? chooseComparison(since.joules, service.now()) : null;
  if (chosen === null) return null;
  const estimate: Estimate = since?.estimated
    ? { relativeError: service.beat?.total?.relativeError ?? null }
    : null;
  return { chosen, sentence: sentenceOf(chosen, estimate, trans, format) };
}

function whyUnknown(service: IEnergyService, { missing }: Subject, language: Language): string {
  const { trans } = language;
  if (missing === 'split')
    return trans.__(
      'What this notebook uses is not known yet: what the computer draws by itself is still being learnt.',
    );
  if (missing === 'kernel')
    return trans.__('The kernel of this notebook is not among those that can be seen on this computer.');
  return reasonFor(service, language);
}

/** Why there is no power to show, in a sentence. */
export function reasonFor(service: IEnergyService, { trans }: Language): string {
  const { connection } = service;
  switch (connection.kind) {
    case 'connecting':
      return trans.__('Connecting to the energy server.');
    case 'absent':
      return trans.__(
        'This Jupyter server has no energy server: the server side of Jupyter Energy is missing or turned off.',
      );
    case 'lost':
      return connection.reason ?? trans.__('The connection to the Jupyter server is interrupted.');
    case 'foreign':
      return trans.__('The energy server is of another version than this page. Reload the page.');
    case 'live':
      return service.beat?.total
        ? trans.__('No power is known for the last moments.')
        : trans.__('Nothing on this computer can be read. The sources in the popup say what helps.');
  }
}

/** "opened 12 minutes ago", and how much of that time is not known. */
export function spanWords(since: Since, { trans, format }: Language): string {
  const gap = gapSeconds(since);
  const ago = format.duration(since.elapsedSeconds);
  if (gap === 0) return trans.__('opened %1 ago', ago);
  return trans.__('opened %1 ago; %2 of it not known', ago, format.duration(gap));
}
