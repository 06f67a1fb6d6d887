import type { Page } from 'playwright-core';

/** Settings that make a terminal readable for a test: text in the page instead of on a canvas, and a shell that is everywhere. */
export const terminalSettings: Readonly<Record<string, unknown>> = {
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.defaultProfile.linux': 'bash',
  'terminal.integrated.defaultProfile.osx': 'bash',
};

/** The terminal that is shown. */
export class TerminalView {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until a text stands in the terminal, wherever its lines are wrapped, and gives all that stands there without line ends. */
  async text(expected: string): Promise<string> {
    // Of a line that is wrapped the rows follow each other without any sign, and the blanks at the end of a row are real.
    const read = () =>
      this.page
        .locator('.terminal-wrapper.active .xterm-rows > div')
        .evaluateAll((rows) => rows.map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ')).join(''));
    const squeezed = (text: string) => text.replace(/\s+/g, '');
    for (let attempt = 0; attempt < 150; attempt++) {
      const text = await read();
      if (squeezed(text).includes(squeezed(expected))) return text.replace(/\s+/g, ' ');
      await this.page.waitForTimeout(200);
    }
    throw new Error(`The terminal does not show ${JSON.stringify(expected)}:\n${await read()}`);
  }

  /** Clicks into the terminal and types; a line break is Enter. */
  async type(text: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await this.page.keyboard.type(text, { delay: 10 });
  }
}
