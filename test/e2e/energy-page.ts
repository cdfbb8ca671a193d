// What a person sees and does on a page with a notebook: the button, the popup, the cells.

import type { Locator, Page } from 'playwright-core';
import { quantity } from './quantity.ts';

/** A cold start of everything on a busy machine. */
const patienceMs = 45_000;

export class EnergyPage {
  readonly page: Page;
  readonly button: Locator;
  readonly popup: Locator;

  constructor(page: Page) {
    this.page = page;
    this.button = page.locator('.jp-NotebookPanel:visible').getByRole('button', { name: /^Energy/ });
    this.popup = page.getByRole('dialog', { name: /energy/i });
  }

  /** Goes to a notebook and waits for watts. */
  async visit(url: string): Promise<void> {
    await this.page.goto(url);
    await this.watts();
  }

  /** The power on the button; waits until it is known. */
  async watts(): Promise<number> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      const watts = await this.#shown('power');
      if (watts !== null) return watts;
      await this.page.waitForTimeout(200);
    }
    throw new Error(`No watts within ${patienceMs / 1000} s; the button says ${await this.says()}.`);
  }

  /** What a screen reader says of the button. */
  async says(): Promise<string> {
    return (await this.button.count()) === 0
      ? 'nothing'
      : ((await this.button.getAttribute('aria-label')) ?? '');
  }

  /** The energy on the button; null while unknown. */
  joules(): Promise<number | null> {
    return this.#shown('energy');
  }

  /** Runs the first cell of the notebook once its kernel is ready. */
  async runFirstCell(): Promise<void> {
    const notebook = this.page.locator('.jp-NotebookPanel:visible');
    await notebook.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
    await notebook.locator('.jp-Cell .cm-content').first().click();
    await this.page.keyboard.press('Shift+Enter');
  }

  /** The button reads `⚡ 23.4 W · 12.5 kJ 🫖`. */
  async #shown(what: 'power' | 'energy'): Promise<number | null> {
    if ((await this.button.count()) === 0) return null;
    const [power = '', energy = ''] = ((await this.button.textContent()) ?? '').split('·');
    return quantity(what === 'power' ? power : energy);
  }
}
