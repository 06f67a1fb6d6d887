import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../peers/cluster/eventually.ts';
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
        await this.#pickRow(title).click({ timeout: 5000 });
        break;
      } catch (error) {
        // While the workbench is still opening its parts, one of them may take the focus, which closes the palette.
        if (attempt === 3) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    // What the command asks may be asked in the same box: what is typed before it is there would look for commands.
    await eventually(`the end of the palette after ${title}`, async () => {
      const input = this.#quickInput();
      return !(await input.isVisible()) || !(await input.inputValue()).startsWith('>');
    });
  }

  /**
   * Waits until the titles that the palette offers for what was typed are as they should be, and gives them. Which commands there are
   * depends on what extensions tell when they come to it.
   */
  async titlesFor(typed: string, isRight: (titles: readonly string[]) => boolean): Promise<readonly string[]> {
    return await eventually(`fitting commands for "${typed}"`, async () => {
      await this.page.keyboard.press('F1');
      await this.#quickInput().fill(`>${typed}`, { timeout: 5000 });
      const rows = this.page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: typed.trim() }).first().waitFor({ timeout: 5000 });
      const titles = (await rows.allInnerTexts()).map(oneLine);
      await this.page.keyboard.press('Escape');
      if (!isRight(titles)) throw new Error(titles.join('\n'));
      return titles;
    });
  }

  /** Types into the open quick pick, which narrows its rows. */
  async fill(text: string): Promise<void> {
    await this.#quickInput().fill(text);
  }

  /** Chooses a row of the open quick pick. */
  async pick(label: string): Promise<void> {
    await this.#pickRow(label).click();
  }

  /** The rows of the open quick pick, once one of them contains a text: right after it has opened it may still show those of the last one. */
  async picks(expected: string): Promise<readonly string[]> {
    await this.#pickRow(expected).waitFor();
    return (await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts()).map(oneLine);
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }

  #pickRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }
}
