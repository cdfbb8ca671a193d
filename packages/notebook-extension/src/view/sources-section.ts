// Where the numbers come from: what is measured, estimated or blocked, with the remedy ready to copy; what is left out.

import type { ChannelState, SourceState, Sources } from '@jupyter-energy/contract';
import { Clipboard } from '@jupyterlab/apputils';
import type { Language } from '../words/language.ts';
import { partName } from '../words/part-names.ts';
import { silentWords } from '../words/silent-channel.ts';
import { element, setText } from './element.ts';

export class SourcesSection {
  readonly node: HTMLDetailsElement;
  readonly #language: Language;
  readonly #body = element('div', { class: 'jp-Energy-sources' });
  readonly #badges = element('span', { class: 'jp-Energy-summaryBadges' });
  /** The quiet lines, in the order of `quietLines`. */
  #quiet: readonly HTMLElement[] = [];
  #hasSilent = false;
  #advised = false;
  #shown = '';

  constructor(language: Language) {
    this.#language = language;
    const title = element('span', { text: language.trans.__('Where these numbers come from') });
    const summary = element('summary', {}, title, this.#badges);
    this.node = element('details', {}, summary, this.#body);
  }

  /** Built anew only when something changed, so that a focused button stays where it is. */
  show(sources: Sources | null): void {
    this.node.hidden = sources === null;
    if (sources === null) return;
    const shown = JSON.stringify(sources, withoutNews);
    if (shown !== this.#shown) this.#make(sources);
    this.#shown = shown;
    const texts = sources.sources.flatMap((source) => this.#quietLines(source));
    this.#quiet.forEach((line, i) => {
      setText(line, texts[i] ?? '');
    });
  }

  /** The power of channels that do not count comes with no beat: it has to be asked for. */
  get wantsNews(): boolean {
    return this.node.open && this.#hasSilent;
  }

  #make(sources: Sources): void {
    const kinds = new Map(sources.sources.map((source) => [badgeOf(source), source]));
    this.#badges.replaceChildren(...Array.from(kinds.values(), (source) => this.#badge(source)));
    const { trans } = this.#language;
    const { made, notCovered } = sources.total;
    const facts: HTMLElement[] = [];
    // One channel that speaks is the total, and stands just above.
    const speaking = sources.sources.flatMap(({ channels }) => channels).filter((one) => !isSilent(one));
    if (made !== '' && speaking.length !== 1)
      facts.push(element('p', { text: trans.__('The total is made of: %1.', made) }));
    if (notCovered.length > 0) {
      facts.push(
        element('p', { text: trans.__('Not covered: %1.', this.#language.format.list(notCovered)) }),
      );
    }
    const list = sources.sources.map((source) => this.#source(source));
    this.#body.replaceChildren(...list, ...facts);
    this.#quiet = [...this.#body.querySelectorAll<HTMLElement>('.jp-Energy-note')];
    this.#hasSilent = sources.sources.some(({ channels }) => channels.some(isSilent));
    // Advice is worth opening for, once: somebody could see more than they do.
    if (!this.#advised && sources.sources.some(({ status }) => status !== 'ready')) {
      this.#advised = true;
      this.node.open = true;
    }
  }

  /** What does not count, and the notes. */
  #quietLines({ channels, notes }: SourceState): readonly string[] {
    const silent = channels.filter(isSilent).map((channel) => silentWords(channel, this.#language));
    return [...silent, ...notes];
  }

  #source(source: SourceState): HTMLElement {
    const node = element(
      'div',
      { class: 'jp-Energy-source' },
      element(
        'div',
        { class: 'jp-Energy-sourceHead' },
        element('strong', { text: source.title }),
        // The title of an estimate says it already.
        ...(source.kind === 'estimate' && badgeOf(source) === 'estimated' ? [] : [this.#badge(source)]),
      ),
    );
    const says = source.channels
      .filter((channel) => !isSilent(channel))
      .map((channel) => this.#channel(channel));
    if (says.length > 0) node.append(element('p', { text: this.#language.format.list(says) }));
    for (const text of this.#quietLines(source)) node.append(element('p', { class: 'jp-Energy-note', text }));
    if (source.reason !== null) node.append(element('p', { text: source.reason }));
    if (source.remedy !== null) node.append(element('p', { text: source.remedy.text }));
    if (source.remedy?.command != null) node.append(this.#command(source.remedy.command));
    return node;
  }

  #channel({ domain, label, basis, relativeError }: ChannelState): string {
    const { trans, format } = this.#language;
    const name = partName({ id: domain, label, rest: false }, trans);
    // Beside the power, and in the model's own note, stands already how far an estimate is to be trusted.
    if (basis === 'estimated' || !relativeError) return name;
    return trans.__('%1 (±\u00A0%2)', name, format.percent(relativeError));
  }

  #badge(source: SourceState): HTMLElement {
    const badge = badgeOf(source);
    return element('span', { class: `jp-Energy-badge jp-mod-${badge}`, text: this.#badgeWord(badge) });
  }

  #badgeWord(badge: Badge): string {
    const { trans } = this.#language;
    switch (badge) {
      case 'measured':
        return trans.__('measured');
      case 'estimated':
        return trans.__('estimated');
      case 'attributed':
        return trans.__('attributed');
      case 'simulated':
        return trans.__('simulated');
      case 'ready':
        return trans.__('ready');
      case 'blocked':
        return trans.__('blocked');
      case 'failing':
        return trans.__('failing');
    }
  }

  #command(command: string): HTMLElement {
    const { trans } = this.#language;
    const copy = element('button', { type: 'button', class: 'jp-Energy-copy', text: trans.__('Copy') });
    copy.setAttribute('aria-label', trans.__('Copy the command: %1', command));
    copy.addEventListener('click', () => {
      Clipboard.copyToSystem(command);
      copy.textContent = trans.__('Copied');
    });
    return element('div', { class: 'jp-Energy-command' }, element('code', { text: command }), copy);
  }
}

function isSilent({ role }: ChannelState): boolean {
  return role !== 'speaks';
}

/** Leaves out what changes all the time; of the notes their number counts, since each is a line. */
function withoutNews(key: string, value: unknown): unknown {
  if (key === 'watts' || key === 'because') return undefined;
  return key === 'notes' && Array.isArray(value) ? value.length : value;
}

type Badge = SourceState['status'] | ChannelState['basis'] | 'simulated';

function badgeOf({ status, kind, channels }: SourceState): Badge {
  if (status !== 'ready') return status;
  return kind === 'simulated' ? 'simulated' : (channels[0]?.basis ?? 'ready');
}
