import type { Locator, Page } from 'playwright-core';
import { oneLine } from './text.ts';

/** The quick input at the top of a workbench: commands, files, lists to choose from. */
export class Palette {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a file of the folder by its relative path, through Go to File. */
  async open(file: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.#quickInput().fill(file);
    await this.page
      .locator('.quick-input-list .monaco-list-row', { hasText: file.split('/').at(-1) ?? file })
      .first()
      .waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: file.split('/').at(-1) ?? file }).waitFor();
    await this.page.locator('.part.editor .view-line').first().waitFor();
  }

  /** Runs a command from the palette by its full title, category included. */
  async run(title: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.page.keyboard.press('F1');
        await this.#quickInput().fill(`>${title}`, { timeout: 5000 });
        return await this.#pickRow(title).click({ timeout: 5000 });
      } catch (error) {
        // While the workbench is still opening its parts, one of them may take the focus, which closes the palette.
        if (attempt === 3) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** The titles that the palette offers for what was typed. */
  async titlesFor(typed: string): Promise<readonly string[]> {
    await this.page.keyboard.press('F1');
    await this.#quickInput().fill(`>${typed}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const titles = await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles.map(oneLine);
  }

  /** Types into the open quick pick, which narrows its rows. */
  async fill(text: string): Promise<void> {
    await this.#quickInput().fill(text);
  }

  /** Chooses a row of the open quick pick. */
  async pick(label: string): Promise<void> {
    await this.#pickRow(label).click();
  }

  /** The rows of the open quick pick. */
  async picks(): Promise<readonly string[]> {
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    return (await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts()).map(oneLine);
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }

  #pickRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }
}
