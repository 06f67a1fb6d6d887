import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { startBrowser } from './browser.ts';
import { Editor } from './editor.ts';
import { Messages } from './messages.ts';
import { Palette } from './palette.ts';
import { Panel } from './panel.ts';
import { type ServerOptions, startVSCode, type VSCodeServer } from './server.ts';

/** What is opened, and how. */
export interface WorkbenchOptions extends ServerOptions {
  /** The workspace folder, or a `.code-workspace` file; absolute. */
  readonly folder: string;
  /** The first file to open, relative to the folder. */
  readonly file?: string;
  /** The extension under development, absolute; the default is this project, or none where a package is installed. */
  readonly extension?: string;
  /** The colour theme; dark by default, or what `WORKBENCH_THEME` says, for pictures. */
  readonly theme?: 'dark' | 'light';
  /** Where pictures go, under `test-results/`. */
  readonly pictures?: string;
  /** The size of the window in CSS pixels; 1280 × 800 by default. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** The names of the colour themes. */
export const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

/** Starts a VS Code server and a browser, and opens the folder in the workbench with the extension in it. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const settings = {
    'workbench.colorTheme': themes[options.theme ?? (process.env['WORKBENCH_THEME'] === 'light' ? 'light' : 'dark')],
    ...options.settings,
  };
  const server = await startVSCode({ ...options, settings });
  let browser: Browser | undefined;
  try {
    browser = await startBrowser();
    const page = await browser.newPage({ viewport: options.viewport ?? { width: 1280, height: 800 } });
    const workbench = new Workbench(page, browser, server, options);
    await workbench.visit(options.folder, options.file);
    return workbench;
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

/** A VS Code window, driven as a person would: by keys, clicks and what can be seen. */
export class Workbench {
  readonly page: Page;
  readonly server: VSCodeServer;
  readonly editor: Editor;
  readonly palette: Palette;
  readonly panel: Panel;
  readonly messages: Messages;
  readonly #browser: Browser;
  readonly #options: WorkbenchOptions;

  constructor(page: Page, browser: Browser, server: VSCodeServer, options: WorkbenchOptions) {
    // Far beyond what anything takes: on a machine with other work all of it takes longer.
    page.setDefaultTimeout(60_000);
    this.page = page;
    this.server = server;
    this.editor = new Editor(page);
    this.palette = new Palette(page);
    this.panel = new Panel(page, this.palette);
    this.messages = new Messages(page);
    this.#browser = browser;
    this.#options = options;
  }

  /** Opens a folder or a workspace of several, and a file in it, in this window. The file is relative to where that stands. */
  async visit(folder: string, file?: string): Promise<void> {
    const { vsix, extension = vsix === undefined ? projectRoot : undefined } = this.#options;
    if (extension !== undefined) await injectExtension(this.page, this.server, extension);
    const url = new URL(`http://127.0.0.1:${this.server.port}/`);
    const isWorkspace = folder.endsWith('.code-workspace');
    url.searchParams.set(isWorkspace ? 'workspace' : 'folder', folder);
    const root = isWorkspace ? dirname(folder) : folder;
    if (file) url.searchParams.set('payload', JSON.stringify([['openFile', this.server.uri(join(root, file))]]));
    await this.page.goto(url.href);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    if (file) await this.editor.line().first().waitFor();
  }

  /** Trusts the workspace in VS Code's own page about trust, as a person would. */
  async trust(): Promise<void> {
    await this.palette.run('Workspaces: Manage Workspace Trust');
    await this.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await this.page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).waitFor();
    await this.page
      .locator('.monaco-modal-editor-block')
      .getByLabel(/^Close/)
      .last()
      .click();
    await this.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
  }

  /** Changes the colour theme. */
  async theme(theme: 'dark' | 'light'): Promise<void> {
    await this.palette.run('Preferences: Color Theme');
    await this.palette.fill(theme === 'dark' ? 'Dark Modern' : 'Light Modern');
    await this.palette.pick(theme === 'dark' ? 'Dark Modern' : 'Light Modern');
    await this.page.locator(`.monaco-workbench.${theme === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
  }

  /** Everything that is written anywhere in the window, seen or read out: text, tooltips, accessible names. */
  async allText(): Promise<string> {
    return await this.page.evaluate(() => {
      const names = ['aria-label', 'title', 'value', 'placeholder', 'aria-description', 'aria-roledescription'];
      const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
        names.map((name) => element.getAttribute(name) ?? ''),
      );
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

  /** Closes the window and stops its server. */
  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
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
