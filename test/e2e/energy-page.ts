// What a person sees and does on a page with a notebook: the button, the popup, the cells.

import type { Locator, Page } from 'playwright-core';
import { quantity } from './quantity.ts';

/** A cold start of everything on a busy machine. */
const patienceMs = 45_000;

/** What Jupyter says of a kernel. */
interface Kernel {
  readonly execution_state: string;
  readonly connections: number;
}

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

  /** Runs the first code cell of the notebook; resolves when its prompt shows that the kernel has it. */
  async runFirstCell(): Promise<void> {
    await this.#kernelIsReady();
    const cell = this.page.locator('.jp-NotebookPanel:visible .jp-CodeCell').first();
    const prompt = async (): Promise<string> => (await cell.locator('.jp-InputPrompt').textContent()) ?? '';
    const before = await prompt();
    const until = Date.now() + patienceMs;
    while ((await prompt()) === before || !/\[(\*|\d+)\]/.test(await prompt())) {
      if (Date.now() > until) throw new Error(`The kernel takes no cell within ${patienceMs / 1000} s.`);
      await this.page.keyboard.press('Escape'); // closes what JupyterLab asks when the page is not ready either
      await cell.locator('.cm-content').click();
      await this.page.keyboard.press('Shift+Enter');
      await this.page.waitForTimeout(500);
    }
  }

  /** As from the command palette. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+C');
    const palette = this.page.locator('.lm-CommandPalette');
    await palette.locator('input').first().fill(name);
    await palette.locator('.lm-CommandPalette-itemLabel', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the page is connected to a kernel at rest. The page itself shows "idle" before there is any. */
  async #kernelIsReady(): Promise<void> {
    const base = await this.page
      .locator('#jupyter-config-data')
      .evaluate((node) => (JSON.parse(node.textContent ?? '{}') as { baseUrl: string }).baseUrl);
    const address = new URL(`${base}api/kernels`, this.page.url()).href;
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      // While a kernel is being made, Jupyter's own list of them may fail.
      const reply = await this.page.request.get(address);
      const kernels = reply.ok() ? ((await reply.json()) as Kernel[]) : [];
      if (kernels.some((kernel) => kernel.execution_state === 'idle' && kernel.connections > 0)) return;
      await this.page.waitForTimeout(200);
    }
    throw new Error(`No kernel is ready within ${patienceMs / 1000} s.`);
  }

  /** How bright the popup's background and its text are, from 0 to 1. */
  brightness(): Promise<{ readonly back: number; readonly text: number }> {
    return this.popup.evaluate((popup) => {
      const of = (colour: string): number =>
        (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / (3 * 255);
      const style = getComputedStyle(popup);
      return { back: of(style.backgroundColor), text: of(style.color) };
    });
  }

  /** The button reads `⚡ 23.4 W · 12.5 kJ 🫖`. */
  async #shown(what: 'power' | 'energy'): Promise<number | null> {
    if ((await this.button.count()) === 0) return null;
    const [power = '', energy = ''] = ((await this.button.textContent()) ?? '').split('·');
    return quantity(what === 'power' ? power : energy);
  }
}
