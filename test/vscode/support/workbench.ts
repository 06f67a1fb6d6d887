import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { startBrowser } from './browser.ts';
import { type ServerOptions, startVSCode, type VSCodeServer } from './server.ts';

/** What is opened, and how. */
export interface WorkbenchOptions extends ServerOptions {
  /** The workspace folder, absolute. */
  readonly folder: string;
  /** The first file to open, relative to the folder. */
  readonly file?: string;
  /** The extension under development, absolute; the default is this project. */
  readonly extension?: string;
  /** The colour theme; dark by default. */
  readonly theme?: 'dark' | 'light';
  /** Where pictures go, under `test-results/`. */
  readonly pictures?: string;
  /** The size of the window in CSS pixels; 1280 × 800 by default. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** One notification in words: its text and the captions of its buttons. */
export interface Notice {
  readonly text: string;
  readonly buttons: readonly string[];
}

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

/** Starts a VS Code server and a browser, and opens the folder in the workbench with the extension in it. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const settings = { 'workbench.colorTheme': themes[options.theme ?? 'dark'], ...options.settings };
  const server = await startVSCode({ ...options, settings });
  try {
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: options.viewport ?? { width: 1280, height: 800 } });
    const workbench = new Workbench(page, browser, server, options);
    await workbench.visit(options.folder, options.file);
    return workbench;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A VS Code window, driven as a person would: by keys, clicks and what can be seen. */
export class Workbench {
  readonly page: Page;
  readonly server: VSCodeServer;
  readonly #browser: Browser;
  readonly #options: WorkbenchOptions;
  #folder: string;

  constructor(page: Page, browser: Browser, server: VSCodeServer, options: WorkbenchOptions) {
    this.page = page;
    this.server = server;
    this.#browser = browser;
    this.#options = options;
    this.#folder = options.folder;
    page.setDefaultTimeout(30_000);
  }

  /** Opens a folder, and a file in it, in this window. */
  async visit(folder: string, file?: string): Promise<void> {
    this.#folder = folder;
    await injectExtension(this.page, this.server, this.#options.extension ?? projectRoot);
    const url = new URL(`http://127.0.0.1:${this.server.port}/`);
    url.searchParams.set('folder', folder);
    if (file) url.searchParams.set('payload', JSON.stringify([['openFile', this.server.uri(join(folder, file))]]));
    await this.page.goto(url.href);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    if (file) await this.editorLine().first().waitFor();
  }

  // Editor

  /** Opens a file of the folder by its relative path, through Go to File. */
  async openFile(file: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.#quickInput().fill(file);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: file.split('/').at(-1) ?? file }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: file.split('/').at(-1) ?? file }).waitFor();
    await this.editorLine().first().waitFor();
  }

  /** The lines of the active editor that are on screen, from top to bottom. */
  async visibleText(): Promise<string> {
    const lines = await this.#editor().locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: Number.parseFloat((element as HTMLElement).style.top), text: element.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map((line) => line.text),
    );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** The lines of the active editor, narrowed to those that contain a text. */
  editorLine(text?: string): Locator {
    // The editor draws spaces as no-break spaces.
    const hasText = text === undefined ? undefined : new RegExp(text.split(/\s/).map(escapeForRegExp).join('[\\s\\u00a0]'));
    return this.#editor().locator('.view-line', hasText ? { hasText } : {});
  }

  /** Puts the caret at a line and column, both counted from 1, by Go to Line. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.#quickInput().fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Puts the caret at the end of the first visible line that contains a text. */
  async goToEndOf(text: string): Promise<void> {
    await this.clickText(text);
    await this.page.keyboard.press('End');
  }

  /** Clicks on a word or phrase of the active editor. */
  async clickText(text: string): Promise<void> {
    const { x, y } = await this.#placeOf(text);
    await this.page.mouse.click(x, y);
  }

  /** Types like a person, key after key. A line break is Enter. */
  async type(text: string, delay = 20): Promise<void> {
    await this.page.keyboard.type(text, { delay });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  // Completion and hover

  /** Asks for completion and gives the labels on offer, once there are any. */
  async complete(): Promise<readonly string[]> {
    await this.page.keyboard.press('Control+Space');
    return await this.suggestions();
  }

  /** The labels of the completion list that is open or about to open. `expected` waits until it offers that label. */
  async suggestions(expected?: string): Promise<readonly string[]> {
    await this.#suggestion(expected).first().waitFor();
    return await this.page.locator('.suggest-widget.visible .monaco-list-row .label-name').allTextContents();
  }

  /** Accepts the suggestion with exactly that label. */
  async choose(label: string): Promise<void> {
    await this.#suggestion(label).first().click();
    await this.page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
  }

  /** The text of the hover over a word of the active editor; `expected` waits for a card that contains it. */
  async hover(text: string, expected = ''): Promise<string> {
    const card = this.page.locator('.monaco-hover:not(.hidden)', { hasText: expected }).first();
    for (let attempt = 0; ; attempt++) {
      // A pointer that does not move opens no hover: leave the word first.
      await this.page.mouse.move(640, 5);
      const { x, y } = await this.#placeOf(text);
      await this.page.mouse.move(x - 1, y);
      await this.page.mouse.move(x, y);
      try {
        await card.waitFor({ timeout: 5000 });
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

  // Panels

  /** Opens the Problems panel and gives its rows, files and problems alike; `expected` waits for a row that contains it. */
  async problems(expected?: string): Promise<readonly string[]> {
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    if (!(await this.page.locator('.markers-panel').isVisible())) await this.page.keyboard.press('Control+Shift+M');
    await rows.filter(expected ? { hasText: expected } : {}).first().waitFor();
    return (await rows.allInnerTexts()).map(oneLine);
  }

  /** Shows an Output channel and gives the lines of it that are on screen; `expected` waits for a line that contains it. */
  async outputChannel(name: string, expected?: string): Promise<string> {
    await this.command('Output: Show Output Channels');
    await this.pick(name);
    const lines = this.page.locator('.part.panel .view-line');
    const hasText = expected && new RegExp(expected.split(/\s/).map(escapeForRegExp).join('[\\s\\u00a0]'));
    await lines.filter(hasText ? { hasText } : {}).first().waitFor();
    return (await lines.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  async closePanel(): Promise<void> {
    if (await this.page.locator('.part.panel').isVisible()) await this.command('View: Hide Panel');
  }

  // Palette and pickers

  /** Runs a command from the palette by its full title, category included. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#quickInput().fill(`>${title}`);
    await this.#pickRow(title).click();
  }

  /** The titles that the palette offers for what was typed. */
  async commandsFor(typed: string): Promise<readonly string[]> {
    await this.page.keyboard.press('F1');
    await this.#quickInput().fill(`>${typed}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const titles = await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles.map(oneLine);
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

  // Notices, dialogs, status

  /** The notifications on screen. */
  async notices(): Promise<readonly Notice[]> {
    return await readNotices(this.page.locator('.notifications-toasts .notification-list-item'), '.notification-list-item-message');
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

  /** The item of the status bar whose caption or tooltip matches; in words: caption and accessible name. */
  async statusItem(text: string | RegExp): Promise<string> {
    const item = this.#statusItem(text);
    await item.waitFor();
    return oneLine(`${await item.innerText()} ${(await item.getAttribute('aria-label')) ?? ''}`);
  }

  async clickStatusItem(text: string | RegExp): Promise<void> {
    await this.#statusItem(text).click();
  }

  /** Trusts the workspace in VS Code's own page about trust, as a person would. */
  async trustWorkspace(): Promise<void> {
    await this.command('Workspaces: Manage Workspace Trust');
    await this.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await this.page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).waitFor();
    await this.page.locator('.monaco-modal-editor-block').getByLabel(/^Close/).last().click();
    await this.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
  }

  /** Changes the colour theme. */
  async theme(theme: 'dark' | 'light'): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.#quickInput().fill(theme === 'dark' ? 'Dark Modern' : 'Light Modern');
    await this.pick(theme === 'dark' ? 'Dark Modern' : 'Light Modern');
    await this.page.locator(`.monaco-workbench.${theme === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
  }

  /** Everything that is written anywhere in the window, seen or read out: text, tooltips, accessible names. */
  async allText(): Promise<string> {
    return await this.page.evaluate(() => {
      const names = ['aria-label', 'title', 'value', 'placeholder', 'aria-description', 'aria-roledescription'];
      const attributes = [...document.querySelectorAll('*')].flatMap((element) => names.map((name) => element.getAttribute(name) ?? ''));
      return `${document.body.textContent}\n${attributes.filter(Boolean).join('\n')}`;
    });
  }

  /** Takes a picture of the window and gives its path. */
  async picture(name: string): Promise<string> {
    const path = resolve(projectRoot, 'test-results', this.#options.pictures ?? 'vscode', `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    // Toasts slide in and squiggles are drawn a frame late, whatever is asked of animations.
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
  }

  /** The folder that is open. */
  get folder(): string {
    return this.#folder;
  }

  #editor(): Locator {
    return this.page.locator('.part.editor .editor-group-container.active .editor-instance .monaco-editor').first();
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }

  #pickRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }

  #suggestion(label?: string): Locator {
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    if (label === undefined) return rows;
    const exact = new RegExp(`^${escapeForRegExp(label)}$`);
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exact }) });
  }

  #question(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item, .monaco-dialog-box', { hasText: text }).first();
  }

  #statusItem(text: string | RegExp): Locator {
    const items = this.page.locator('.part.statusbar .statusbar-item');
    const label = typeof text === 'string' ? text : new RegExp(text);
    return items.filter({ hasText: label }).or(items.and(this.page.getByLabel(label))).first();
  }

  /** The middle of a text in the editor, measured on the text itself: tokens split words, and lines are wider than they look. */
  async #placeOf(text: string): Promise<{ x: number; y: number }> {
    const line = this.editorLine(text).first();
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

/**
 * Has the workbench load an extension from its folder: the effect of --extensionDevelopmentPath, which a served workbench
 * grants only to automation that hides notifications. The workbench's configuration is edited before the workbench reads it.
 */
async function injectExtension(page: Page, server: VSCodeServer, extension: string): Promise<void> {
  const location = { scheme: 'vscode-remote', authority: `127.0.0.1:${server.port}`, path: extension };
  await page.addInitScript((development) => {
    new MutationObserver((_, observer) => {
      const meta = document.getElementById('vscode-workbench-web-configuration');
      if (!meta) return;
      observer.disconnect();
      const configuration = JSON.parse(meta.dataset['settings'] ?? '{}');
      configuration.developmentOptions = { ...configuration.developmentOptions, extensions: [development] };
      meta.dataset['settings'] = JSON.stringify(configuration);
    }).observe(document, { childList: true, subtree: true });
  }, location);
}

async function readNotices(boxes: Locator, message: string): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  for (const box of await boxes.all()) {
    const text = oneLine((await box.locator(message).allTextContents()).join(' '));
    notices.push({ text, buttons: (await box.locator('.monaco-button').allTextContents()).map(oneLine).filter(Boolean) });
  }
  return notices;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\u00a0]+/g, ' ').trim();
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
