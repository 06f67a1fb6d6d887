import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../peers/cluster/eventually.ts';
import { oneLine } from './text.ts';

/** One notification in words: its text and the captions of its buttons. */
export interface Notice {
  readonly text: string;
  readonly buttons: readonly string[];
}

/** What the workbench says and asks: notifications, dialogs, the status bar. */
export class Messages {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The notifications on screen. */
  async notices(): Promise<readonly Notice[]> {
    return await readNotices(
      this.page.locator('.notifications-toasts .notification-list-item'),
      '.notification-list-item-message',
    );
  }

  /** Waits for a notification or dialog that contains a text and gives it in words. */
  async question(text: string | RegExp): Promise<Notice> {
    const box = this.#question(text);
    await box.waitFor();
    const [notice] = await readNotices(box, '.notification-list-item-message, .dialog-message-container');
    return notice ?? { text: '', buttons: [] };
  }

  /** Presses a button of the notification or dialog that contains a text. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    const box = this.#question(text);
    // A toast shows its buttons while the pointer is on it.
    await box.hover();
    await box.locator('.monaco-button', { hasText: button }).first().click();
    await box.waitFor({ state: 'hidden' });
  }

  /** Says to the question about a vault that it is the store's, and waits until it is connected. */
  async connect(): Promise<void> {
    await this.answer('Allow External Secrets', "Allow, This Is the Store's Vault");
    // Before, the status has the store's name as well.
    await this.status(/Values are (not )?read|Names are (being|not) listed/);
  }

  /**
   * Waits for an item of the status bar whose caption and accessible name match, and gives both. Read in one go: what is told there may
   * be gone a few seconds later.
   */
  async status(text: string | RegExp): Promise<string> {
    const fits = (words: string) =>
      typeof text === 'string' ? words.toLowerCase().includes(text.toLowerCase()) : text.test(words);
    return await eventually(`the status ${text}`, async () => (await this.#statusItems()).find(fits));
  }

  /** Clicks the item of the status bar whose caption or tooltip matches. */
  async clickStatus(text: string | RegExp): Promise<void> {
    await this.#statusItem(text).click();
  }

  async #statusItems(): Promise<readonly string[]> {
    const items = this.page.locator('.part.statusbar .statusbar-item');
    const words = await items.evaluateAll((all) =>
      all
        .filter((item) => item.getClientRects().length > 0)
        .map((item) => `${item.textContent} ${item.getAttribute('aria-label') ?? ''}`),
    );
    return words.map(oneLine);
  }

  #question(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item, .monaco-dialog-box', { hasText: text }).first();
  }

  #statusItem(text: string | RegExp): Locator {
    const items = this.page.locator('.part.statusbar .statusbar-item');
    const label = typeof text === 'string' ? text : new RegExp(text);
    return items
      .filter({ hasText: label })
      .or(items.and(this.page.getByLabel(label)))
      .first();
  }
}

async function readNotices(boxes: Locator, message: string): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  for (const box of await boxes.all()) {
    const text = oneLine((await box.locator(message).allTextContents()).join(' '));
    notices.push({ text, buttons: (await box.locator('.monaco-button').allTextContents()).map(oneLine).filter(Boolean) });
  }
  return notices;
}
