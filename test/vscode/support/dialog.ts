import type { Locator, Page } from 'playwright-core';
import { oneLine } from './text.ts';

/** The dialog in the middle of the window, which has to be answered before anything else. */
export class Dialog {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for a dialog that contains a text and gives all its words. */
  async text(expected: string | RegExp): Promise<string> {
    const box = this.#box(expected);
    await box.waitFor();
    return oneLine((await box.locator('.dialog-message-container').allTextContents()).join(' '));
  }

  /** The caption of the button that Enter presses. */
  async defaultButton(): Promise<string> {
    return oneLine((await this.#box('').locator('.monaco-button:focus').textContent()) ?? '');
  }

  /** Presses a key, and waits until the dialog is gone. */
  async press(key: 'Enter' | 'Escape'): Promise<void> {
    await this.page.keyboard.press(key);
    await this.#box('').waitFor({ state: 'hidden' });
  }

  #box(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text }).first();
  }
}
