import type { Page } from 'playwright-core';
import { eventually } from '../../peers/cluster/eventually.ts';
import type { Palette } from './palette.ts';
import { oneLine, spaced } from './text.ts';

/** The panel below the editor: Problems and Output. */
export class Panel {
  readonly page: Page;
  readonly #palette: Palette;

  constructor(page: Page, palette: Palette) {
    this.page = page;
    this.#palette = palette;
  }

  /** Opens the Problems panel and gives its rows, files and problems alike; `expected` waits for a row that contains it. */
  async problems(expected?: string): Promise<readonly string[]> {
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    const panel = this.page.locator('.markers-panel');
    await eventually('the Problems panel', async () => {
      if (!(await panel.isVisible())) await this.page.keyboard.press('Control+Shift+M');
      await panel.waitFor({ timeout: 5000 });
      return true;
    });
    await rows
      .filter(expected ? { hasText: expected } : {})
      .first()
      .waitFor();
    return (await rows.allInnerTexts()).map(oneLine);
  }

  /** Shows an Output channel and gives the lines of it that are on screen; `expected` waits for a line that contains it. */
  async output(name: string, expected?: string): Promise<string> {
    await this.#palette.run('Output: Show Output Channels');
    await this.#palette.pick(name);
    const lines = this.page.locator('.part.panel .view-line');
    await lines
      .filter(expected ? { hasText: spaced(expected) } : {})
      .first()
      .waitFor();
    return (await lines.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** Hides the panel where it is shown. */
  async close(): Promise<void> {
    if (await this.page.locator('.part.panel').isVisible()) await this.#palette.run('View: Hide Panel');
  }
}
