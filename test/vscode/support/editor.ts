import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../peers/cluster/eventually.ts';
import { escapeForRegExp, spaced } from './text.ts';

/** The active editor of a workbench: what is written in it, typing, completion, hover and underlines. */
export class Editor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The lines of the active editor that are on screen, from top to bottom, without inlay hints. */
  async visibleText(): Promise<string> {
    const lines = await this.#editor()
      .locator('.view-line')
      .evaluateAll((elements) =>
        elements
          .map((element) => {
            const written = element.cloneNode(true) as HTMLElement;
            for (const added of written.querySelectorAll('[class*="dyn-rule-"]')) added.remove();
            return { top: Number.parseFloat(written.style.top), text: written.textContent ?? '' };
          })
          .sort((a, b) => a.top - b.top)
          .map((line) => line.text),
      );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** The lines of the active editor, narrowed to those that contain a text. */
  line(text?: string): Locator {
    return this.#editor().locator('.view-line', text === undefined ? {} : { hasText: spaced(text) });
  }

  /** Waits until the lines on screen are, or contain, what they should. */
  async shows(expected: string | RegExp): Promise<void> {
    await eventually('what the editor should show', async () => {
      const text = await this.visibleText();
      if (typeof expected === 'string') assert.equal(text, expected);
      else assert.match(text, expected);
      return true;
    });
  }

  /** Puts the caret at a line and column, both counted from 1, by Go to Line. */
  async goTo(line: number, column = 1): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await eventually(`line ${line}`, async () => {
      await this.page.keyboard.press('Control+G');
      await input.fill(`:${line}:${column}`, { timeout: 5000 });
      await input.press('Enter');
      await input.waitFor({ state: 'hidden', timeout: 5000 });
      return true;
    });
  }

  /** Puts the caret at the end of the first visible line that contains a text. */
  async goToEndOf(text: string): Promise<void> {
    await this.clickText(text);
    await this.page.keyboard.press('End');
  }

  /** Clicks on a word or phrase of the active editor. */
  async clickText(text: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const { x, y } = await this.#placeOf(text);
      await this.page.mouse.click(x, y);
      const after = await this.#placeOf(text);
      // A lens that comes in that moment moves the lines below it.
      if (Math.abs(after.y - y) < 5 || attempt === 3) return;
    }
  }

  /** Types like a person, key after key. A line break is Enter. */
  async type(text: string, delay = 20): Promise<void> {
    await this.page.keyboard.type(text, { delay });
  }

  /** Presses keys one after another; names as Playwright has them: `Control+Space`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Saves the file and waits until the tab shows no change. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /** Asks for completion, again where a list does not offer all these labels, and gives the labels on offer. */
  async complete(...expected: readonly string[]): Promise<readonly string[]> {
    await this.page.keyboard.press('Control+Space');
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.suggestions(expected, 5);
      } catch (error) {
        if (attempt === 10) throw error;
        await this.press('Escape', 'Control+Space');
      }
    }
  }

  /** The labels of the completion list that is open or about to open, once it offers all that are expected, or any. */
  async suggestions(expected: string | readonly string[] = [], seconds = 30): Promise<readonly string[]> {
    const wanted = typeof expected === 'string' ? [expected] : expected;
    const what = wanted.length === 0 ? 'a completion list' : `a completion list with ${wanted.join(', ')}`;
    const ask = async () => {
      const labels = await this.page.locator('.suggest-widget.visible .monaco-list-row .label-name').allTextContents();
      if (labels.length > 0 && wanted.every((label) => labels.includes(label))) return labels;
      throw new Error(`offered: ${labels.join(', ')}`);
    };
    return await eventually(what, ask, seconds);
  }

  /** Accepts the suggestion with exactly that label. */
  async choose(label: string): Promise<void> {
    await this.#suggestion(label).first().click();
    await this.page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
  }

  /** The text of the card over a word of the active editor that contains what is expected: other hovers may be open. */
  async hover(text: string, expected: string): Promise<string> {
    const card = this.page.locator('.monaco-hover:not(.hidden)', { hasText: expected }).first();
    for (let attempt = 0; ; attempt++) {
      // A pointer that does not move opens no hover: leave the word first.
      await this.page.mouse.move(640, 5);
      const { x, y } = await this.#placeOf(text);
      await this.page.mouse.move(x - 1, y);
      await this.page.mouse.move(x, y);
      try {
        await card.waitFor({ timeout: 5000 });
        // biome-ignore lint/performance/useDomNodeTextContent: the lines of a card are told apart by its layout alone.
        return (await card.innerText()).replaceAll('\u00a0', ' ');
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }

  /** The underlines of a severity in the active editor. */
  squiggles(severity: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.#editor().locator(`.squiggly-${severity}`);
  }

  #editor(): Locator {
    return this.page.locator('.part.editor .editor-group-container.active .editor-instance .monaco-editor').first();
  }

  #suggestion(label: string): Locator {
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    const exact = new RegExp(`^${escapeForRegExp(label)}$`);
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exact }) });
  }

  /** The middle of a text in the editor, measured on the text itself: tokens split words, and lines are wider than they look. */
  async #placeOf(text: string): Promise<{ x: number; y: number }> {
    const line = this.line(text).first();
    await line.waitFor();
    return await line.evaluate((element, wanted) => {
      const plain = (element.textContent ?? '').replaceAll('\u00a0', ' ');
      const start = plain.indexOf(wanted);
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      let at = 0;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent?.length ?? 0;
        if (start >= at && start < at + length) range.setStart(node, start - at);
        const end = start + wanted.length;
        if (end > at && end <= at + length) range.setEnd(node, end - at);
        at += length;
      }
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }, text);
  }
}
