import { closeSync, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { type Connection, MessageType, ShowMessageRequest } from 'vscode-languageserver';
import type { Log } from '../host.ts';
import { readConsents } from '../lsp/consents.ts';
import { plainLines, plainText } from '../model/plainText.ts';
import {
  allowCluster,
  allowCompletionOnly,
  allowStore,
  allowValues,
  type ConsentStep,
  neverAllow,
  withAccount,
} from '../protocol.ts';
import type { Consent, ConsentQuestion, ConsentStore } from '../providers/consent.ts';

/**
 * Answers for editors that keep none themselves: in a file of the user, mode 0600, asked through `window/showMessageRequest`.
 * A file that others could have written is not believed. Servers of several editors share it: a change is seen by all of them.
 *
 * @param path absolute
 */
export function fileConsents(connection: Asker, log: Reporter, path: string = consentFilePath()): ConsentStore {
  let known: { readonly mark: string; readonly records: ReadonlyMap<string, Consent> } = { mark: '', records: new Map() };

  const records = (): ReadonlyMap<string, Consent> => {
    const mark = markOf(path);
    // An answer that could not be written stays good for this process: its mark is that of the file before.
    if (mark !== known.mark) known = { mark, records: mark === '' ? new Map() : readRecords(path, log) };
    return known.records;
  };
  const write = async (id: string, consent: Consent | undefined): Promise<void> => {
    const next = new Map(records());
    if (consent === undefined) next.delete(id);
    else next.set(id, consent);
    known = { ...known, records: next };
    try {
      await writeRecords(path, next);
      known = { mark: markOf(path), records: next };
    } catch (error) {
      log.error(`Cannot write ${path} (${codeOf(error)}): the answer holds until this server ends.`);
    }
  };
  // One after another, so that no answer is lost to one given at the same time.
  let turn = Promise.resolve();
  const change = (id: string, answer: (before: Consent | undefined) => Consent | undefined): Promise<Consent | undefined> => {
    const done = turn.then(async () => {
      const before = records().get(id);
      const consent = answer(before);
      if (consent !== before) await write(id, consent);
      return consent;
    });
    turn = done.then(() => undefined);
    return done;
  };

  return {
    get: ({ id }) => records().get(id),
    ask: async (question) => {
      const { id } = question.destination;
      if (question.kind === 'read-values' && records().get(id)?.access !== 'allow') return undefined;
      const answer = await ask(connection, log, question);
      return answer && change(id, (before) => answer(before, question.store));
    },
    forget: async ({ id }) => {
      await change(id, () => undefined);
    },
    noteAccount: async ({ id }, account) => {
      await change(id, (before) => withAccount(before, account));
    },
  };
}

/** The user's file: below `%APPDATA%` on Windows, else below `$XDG_CONFIG_HOME` or `~/.config`. Relative values are ignored, as XDG says. */
export function consentFilePath(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const windows = platform === 'win32';
  const given = environment[windows ? 'APPDATA' : 'XDG_CONFIG_HOME'];
  const fallback = windows ? join(home, 'AppData', 'Roaming') : join(home, '.config');
  return join(given !== undefined && isAbsolute(given) ? given : fallback, 'external-secrets', 'consents.json');
}

type Asker = Pick<Connection, 'sendRequest'>;

type Reporter = Pick<Log, 'info' | 'error'>;

/** The buttons of each question, and the record that each makes of the one before. "Not now" makes none. */
const answers: Readonly<Record<ConsentQuestion['kind'], Readonly<Record<string, ConsentStep>>>> = {
  access: {
    "Allow, This Is the Store's Vault": allowStore,
    'Allow, Another Account: Complete Only': allowCompletionOnly,
    'Never for This Destination': neverAllow,
  },
  'read-values': { 'Allow Reading Values': allowValues },
  cluster: { Connect: allowCluster, 'Never for This Cluster': neverAllow },
};

async function ask(connection: Asker, log: Reporter, question: ConsentQuestion): Promise<ConsentStep | undefined> {
  const offered = answers[question.kind];
  const titles = [...Object.keys(offered), 'Not Now'];
  try {
    const chosen = await connection.sendRequest(ShowMessageRequest.type, {
      type: MessageType.Info,
      message: `${plainText(question.message, 1_500)}\n\n${plainLines(question.detail)}`.trim(),
      actions: titles.map((title) => ({ title })),
    });
    return chosen && Object.hasOwn(offered, chosen.title) ? offered[chosen.title] : undefined;
  } catch {
    // An editor that cannot ask has not been answered.
    log.error('The editor shows no questions (window/showMessageRequest): nothing was allowed.');
    return undefined;
  }
}

/** Tells whether the file is still the one that was read; empty where there is none, or none that can be reached. */
function markOf(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? '' : [stats.ino, stats.mtimeNs, stats.ctimeNs, stats.size].join(' ');
  } catch {
    return '';
  }
}

function readRecords(path: string, log: Reporter): ReadonlyMap<string, Consent> {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const distrust = whyDistrusted(fstatSync(file));
    if (distrust !== undefined) {
      log.info(`${path} is ignored: ${distrust}. No vault counts as allowed until you connect it again.`);
      return new Map();
    }
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return readConsents((content as { readonly destinations?: unknown } | null)?.destinations);
  } catch (error) {
    log.error(`${path} is ignored: it cannot be read (${codeOf(error)}).`);
    return new Map();
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Only the user may have written what counts as the user's word. Windows has no such bits; its profile folders are private. */
function whyDistrusted(stats: Stats): string | undefined {
  if (!stats.isFile()) return 'it is not a file';
  if (process.platform === 'win32') return undefined;
  if (stats.uid !== process.getuid?.()) return 'it belongs to another user';
  return (stats.mode & 0o022) === 0 ? undefined : 'others may write to it';
}

/** Replaces the file at once or not at all. */
async function writeRecords(path: string, records: ReadonlyMap<string, Consent>): Promise<void> {
  const text = `${JSON.stringify({ destinations: Object.fromEntries(records) }, undefined, 2)}\n`;
  const draft = `${path}.${crypto.randomUUID()}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The code of a file system's error, or the class of another; never its message, which may quote what was read. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? String(error.code) : error.name;
}
