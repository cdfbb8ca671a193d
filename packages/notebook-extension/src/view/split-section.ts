// Whose energy it is: a bar of the power now, and the same in numbers with the energy since the notebook was opened.

import { Kernels } from '@jupyter-energy/contract';
import { SHARE_KEYS, type ShareKey, type Shares } from '../account/shares.ts';
import { written } from '../words/format.ts';
import { shareName } from '../words/part-names.ts';
import { element, setText } from './element.ts';
import type { View } from './view.ts';

/** The description for screen readers follows more slowly than the picture. */
const DESCRIBE_EVERY_MS = 10_000;
/** While nothing is split, the energy server is asked so often why. */
const ASK_EVERY_MS = 5_000;

interface Row {
  readonly key: ShareKey;
  readonly node: HTMLElement;
  readonly piece: HTMLElement;
  readonly power: HTMLElement;
  readonly energy: HTMLElement;
}

export class SplitSection {
  readonly node: HTMLElement;
  readonly #view: View;
  readonly #rows: readonly Row[];
  readonly #bar: HTMLElement;
  readonly #table: HTMLElement;
  readonly #reason = element('p', { class: 'jp-Energy-nothing' });
  #describedAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(view: View) {
    this.#view = view;
    const { trans } = view.language;
    this.#rows = SHARE_KEYS.map((key) => rowOf(key, shareName(key, trans)));
    this.#bar = element(
      'div',
      { class: 'jp-Energy-bar', role: 'img' },
      ...this.#rows.map(({ piece }) => piece),
    );
    const heads = [trans.__('Whose'), trans.__('now'), trans.__('since opened')];
    this.#table = element(
      'table',
      { class: 'jp-Energy-shares' },
      element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { scope: 'col', text })))),
      element('tbody', {}, ...this.#rows.map(({ node }) => node)),
    );
    this.node = element(
      'section',
      {},
      element('h3', { text: trans.__('Whose energy') }),
      this.#bar,
      this.#table,
      this.#reason,
    );
  }

  refresh(): void {
    const { service, notebook } = this.#view;
    const { shares } = notebook;
    this.node.hidden = service.beat?.total == null;
    this.#bar.hidden = shares === null;
    this.#table.hidden = shares === null;
    this.#reason.hidden = shares !== null;
    if (shares === null) this.#ask();
    else this.#show(shares);
  }

  #show(shares: Shares): void {
    const { service, notebook, settings, language } = this.#view;
    const { trans, format } = language;
    const estimated = service.beat?.total?.basis === 'estimated';
    const joules = notebook.account.joules;
    for (const { key, node, piece, power, energy } of this.#rows) {
      const { watts } = shares[key];
      // GPUs whose users cannot be told are rare: without them, nobody needs to read of them.
      node.hidden = key === 'undivided' && !watts && !joules?.[key];
      piece.style.flexGrow = String(watts ?? 0);
      setText(power, watts === null ? trans.__('unknown') : written(format.power(watts), estimated));
      const amount = joules === null ? null : format.energy(joules[key], settings.values.unit);
      setText(energy, amount === null ? '' : written(amount, estimated));
    }
    this.#describe(shares);
  }

  #describe(shares: Shares): void {
    const now = performance.now();
    if (now - this.#describedAt < DESCRIBE_EVERY_MS) return;
    this.#describedAt = now;
    const { trans, format } = this.#view.language;
    const sum = SHARE_KEYS.reduce((total, key) => total + (shares[key].watts ?? 0), 0);
    const words = SHARE_KEYS.filter((key) => (shares[key].watts ?? 0) > 0).map((key) =>
      trans.__('%1 %2', shareName(key, trans), format.percent((shares[key].watts ?? 0) / sum)),
    );
    this.#bar.setAttribute('aria-label', trans.__('Shares of the power now: %1', format.list(words)));
  }

  /** The reason comes with no beat. */
  #ask(): void {
    const { service, language } = this.#view;
    const now = performance.now();
    if (service.beat?.total == null || now - this.#askedAt < ASK_EVERY_MS) return;
    this.#askedAt = now;
    service.ask('v1/kernels', Kernels).then(
      ({ reason }) => setText(this.#reason, reason ?? ''),
      () => setText(this.#reason, language.trans.__('It is not known whose energy this is.')),
    );
  }
}

function rowOf(key: ShareKey, name: string): Row {
  const power = element('td');
  const energy = element('td');
  const sample = element('span', { class: `jp-Energy-shareSample jp-mod-${key}`, 'aria-hidden': 'true' });
  const head = element('th', { scope: 'row' }, sample, name);
  const piece = element('span', { class: `jp-Energy-piece jp-mod-${key}` });
  return { key, node: element('tr', {}, head, power, energy), piece, power, energy };
}
