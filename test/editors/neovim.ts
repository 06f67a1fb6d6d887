import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '../../scripts/setup/cache.ts';
import { setUpNeovim } from '../../scripts/setup/neovim.ts';

const run = promisify(execFile);

/** A Neovim that waits for a key at a prompt answers nothing, in milliseconds. */
const patience = 5000;

/** What a Neovim of a test is like. */
export interface NeovimOptions {
  /** The folder of the program `external-secrets-language-server`. */
  readonly bin: string;
  /** The files of the workspace, by their paths in it. */
  readonly files: Readonly<Record<string, string>>;
  /** `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly lines?: number;
}

/** A Neovim on a screen, with the documented configuration and a workspace of its own. */
export interface Neovim {
  /** Presses keys, in Vim's notation. */
  keys(keys: string): Promise<void>;
  /** The lines of the screen, without white space at their ends. */
  screen(): Promise<readonly string[]>;
  /** The screen, as soon as all of the texts are on it and have been for a moment. */
  shows(...texts: readonly (string | RegExp)[]): Promise<readonly string[]>;
  /** What an expression of Lua gives. */
  lua(expression: string): Promise<unknown>;
  /** A file of the workspace, as it is on disk. */
  file(name: string): string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** A status line without numbers, nothing below the end of the text, and no remarks about searches and about files. */
const calm = String.raw`set statusline=%t laststatus=2 fillchars=eob:\  shortmess+=FWS noshowcmd noruler`;

/** The Lua of the documentation: what stands in its first block for Neovim 0.11. */
export function documentedConfiguration(): string {
  const page = readFileSync(join(projectRoot, 'docs', 'editors.md'), 'utf8');
  const [, lua] = /^## Neovim$[\s\S]*?^```lua\n([\s\S]*?)^```$/m.exec(page) ?? [];
  if (lua === undefined) throw new Error('docs/editors.md has no Lua under "Neovim"');
  return lua;
}

/**
 * Starts Neovim in the terminal of another one, which has no screen itself: what the first draws can be read there as a person would see
 * it.
 */
export async function startNeovim(options: NeovimOptions): Promise<Neovim> {
  const program = await setUpNeovim();
  const folder = mkdtempSync(join(tmpdir(), 'neovim-'));
  const workspace = join(folder, 'workspace');
  for (const part of ['workspace/.git', 'home', 'run']) mkdirSync(join(folder, part), { recursive: true });
  for (const [name, text] of Object.entries(options.files)) writeFileSync(join(workspace, name), text);
  writeFileSync(join(folder, 'init.lua'), documentedConfiguration());
  const [outer, inner] = [join(folder, 'run', 'outer'), join(folder, 'run', 'inner')];
  const env = environment(options, folder);
  const { columns = 110, lines = 32 } = options;
  const first = Object.keys(options.files)[0] ?? '';
  const command = [program, '-i', 'NONE', '-n', '--cmd', calm, '-u', join(folder, 'init.lua'), '--listen', inner, first];
  // `--clean` leaves out what the machine has; the configuration under test is the inner one's.
  const child = execFile(program, ['--headless', '--clean', '--listen', outer], { cwd: workspace, env });
  const ask = async (server: string, expression: string) =>
    (await run(program, ['--server', server, '--remote-expr', expression], { env, timeout: patience })).stdout;
  const lua = async (server: string, code: string) =>
    JSON.parse(await ask(server, `json_encode(luaeval(${vimString(code)}))`)) as unknown;
  await eventually('Neovim', () => ask(outer, '1'));
  const jobOptions = '{term = true}';
  await lua(
    outer,
    `(function() vim.o.columns = ${columns} vim.o.lines = ${lines + 1} vim.o.laststatus = 0 return vim.fn.jobstart(${luaList(command)}, ${jobOptions}) end)()`,
  );
  await eventually('the editor in its terminal', () => ask(inner, '1'));
  await eventually('the server', () => ask(inner, 'exists(":EsoServer") / 2'));
  const screen = async () =>
    (
      (await lua(
        outer,
        `vim.tbl_map(function(line) return (line:gsub('%s+$', '')) end, vim.api.nvim_buf_get_lines(0, -${lines + 1}, -1, false))`,
      )) as string[]
    ).slice(-lines);
  const neovim: Neovim = {
    folder: workspace,
    keys: async (keys) => void (await run(program, ['--server', inner, '--remote-send', keys], { env, timeout: patience })),
    screen,
    async shows(...texts) {
      let last: readonly string[] = [];
      for (let attempt = 0; attempt < 200; attempt++) {
        const before = last.join('\n');
        last = await screen();
        const now = last.join('\n');
        if (now === before && texts.every((text) => (typeof text === 'string' ? now.includes(text) : text.test(now))))
          return last;
        await sleep(100);
      }
      throw new Error(`the screen never showed ${texts.join(', ')}; it shows:\n${last.join('\n')}`);
    },
    lua: (expression) => lua(inner, expression),
    file: (name) => readFileSync(join(workspace, name), 'utf8'),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // With the outer one its terminal goes, and with that the inner one and its server.
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  return neovim;
}

function environment({ bin, env = {} }: NeovimOptions, folder: string): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  const own = {
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_STATE_HOME: home,
    XDG_DATA_HOME: home,
    XDG_RUNTIME_DIR: join(folder, 'run'),
  };
  const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
  const all: NodeJS.ProcessEnv = { ...process.env, ...own, ...env, PATH: path, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  for (const name of ['NVIM', 'NODE_TEST_CONTEXT', 'NODE_OPTIONS', 'KUBECONFIG']) if (env[name] === undefined) delete all[name];
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

async function eventually(what: string, ask: () => Promise<string>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if ((await ask().catch(() => '')).trim() === '1') return;
    await sleep(50);
  }
  throw new Error(`${what} did not start`);
}

function vimString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function luaList(texts: readonly string[]): string {
  return `{${texts.map((text) => JSON.stringify(text)).join(', ')}}`;
}
