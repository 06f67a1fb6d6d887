import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../peers/cluster/eventually.ts';
import type { Palette } from './palette.ts';
import { oneLine } from './text.ts';

/** The tree view *External Secrets*: its rows, or what it says where there are none. */
export class ClusterView {
  readonly page: Page;
  readonly #palette: Palette;

  constructor(page: Page, palette: Palette) {
    this.page = page;
    this.#palette = palette;
  }

  /** Shows the view. */
  async open(): Promise<void> {
    await this.#palette.run('External Secrets: Focus on Cluster View');
    await this.#pane().waitFor();
  }

  /** The welcome text with the captions of its buttons; `expected` waits until it contains that. */
  async welcome(expected: string): Promise<string> {
    const text = this.#pane().locator('.welcome-view-content', { hasText: expected });
    await text.waitFor();
    return oneLine((await text.locator('p, .monaco-button').allTextContents()).join(' '));
  }

  /** The text above the rows; `expected` waits until it contains that. */
  async message(expected: string): Promise<string> {
    const message = this.#pane().locator('.message', { hasText: expected });
    await message.waitFor();
    return oneLine((await message.textContent()) ?? '');
  }

  /** Waits until the rows on screen, label and description, are just these. */
  async shows(...expected: readonly string[]): Promise<void> {
    await eventually('the rows of the tree', async () => {
      assert.deepEqual((await this.#pane().locator('.monaco-list-row').allTextContents()).map(oneLine), expected);
      return true;
    });
  }

  /** The first row that contains a text. */
  row(text: string): Locator {
    return this.#pane().locator('.monaco-list-row', { hasText: text }).first();
  }

  /** Opens the node of the first row that contains a text, where it is closed. */
  async expand(text: string): Promise<void> {
    const row = this.row(text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  }

  /** The entries of the context menu of a row; the menu is closed again, or an entry chosen. */
  async menu(text: string, choose?: string): Promise<readonly string[]> {
    await this.row(text).click({ button: 'right' });
    const items = this.page.locator('.context-view .monaco-menu .action-item .action-label:not(.separator)');
    await items.first().waitFor();
    const titles = (await items.allTextContents()).map(oneLine);
    // A click right after the menu has opened counts as a slip of the hand; the key does not.
    if (choose !== undefined) await items.filter({ hasText: choose }).first().hover();
    await this.page.keyboard.press(choose === undefined ? 'Escape' : 'Enter');
    await items.first().waitFor({ state: 'hidden' });
    return titles;
  }

  /** Presses the button that a row shows while the pointer is on it. */
  async press(text: string, button: string): Promise<void> {
    await this.row(text).hover();
    await this.row(text).getByLabel(button).first().click();
  }

  /** Waits until the icon in the activity bar has this number. */
  async badge(expected: string): Promise<void> {
    const item = this.page.locator('.activitybar .action-item', { has: this.page.locator('[aria-label^="External Secrets"]') });
    await item
      .locator('.badge-content', { hasText: new RegExp(`^\\s*${expected}\\s*$`) })
      .first()
      .waitFor();
  }

  #pane(): Locator {
    return this.page.locator('.part.sidebar .pane-body').first();
  }
}
