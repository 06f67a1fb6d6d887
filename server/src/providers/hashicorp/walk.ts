import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import { budgetSpent } from '../pages.ts';
import type { SecretEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing } from '../secretProvider.ts';
import type { VaultApi } from './api.ts';
import { type KeyPlace, keyOf, segments } from './keyPlace.ts';
import type { VaultStore } from './vaultStore.ts';

/** The top of an engine: where it is, and how the keys below it begin. */
export interface Root {
  readonly top: KeyPlace;
  readonly key: string;
}

/** What a walk through folders is made of. */
export interface WalkOptions {
  readonly api: VaultApi;
  readonly store: VaultStore;
  readonly clock: Clock;
  readonly token: CancellationToken;
}

/** How far a walk goes. */
export interface WalkLimits {
  /** Folders that can hold no key that begins so are not entered. */
  readonly typed: string;
  readonly maxCalls: number;
  /** Whether to say that the budget has cut the walk off: where everything was wanted. */
  readonly everything: boolean;
  readonly progress?: ((soFar: readonly SecretEntry[]) => void) | undefined;
}

/** Folders of one answer; more than can be entered, and each costs. */
const mostFolders = 20_000;

/** How many folders are asked for at a time. */
const atOnce = 4;

/**
 * Lists folders, the outer ones first, and what lies in them. Folders that were not entered, for want of calls or of permission, stand
 * in the listing as folders, and it is not complete then. A problem is told only where nothing else is.
 */
export async function walk(options: WalkOptions, start: readonly KeyPlace[], limits: WalkLimits): Promise<Listing<SecretEntry>> {
  const { clock, token } = options;
  const items: SecretEntry[] = [];
  let waiting = [...start];
  let calls = 0;
  let complete = true;
  let problem: CatalogProblem | undefined;
  while (waiting.length > 0 && calls < limits.maxCalls && !token.isCancellationRequested) {
    const wave = waiting.slice(0, Math.min(atOnce, limits.maxCalls - calls));
    waiting = waiting.slice(wave.length);
    calls += wave.length;
    const answers = await Promise.all(wave.map((folder) => options.api.list(folder, token)));
    for (const [i, answer] of answers.entries()) {
      const folder = wave[i] as KeyPlace;
      if ('value' in answer) {
        const found = entriesIn(folder, answer.value, options.store, limits.typed);
        for (const entry of found.secrets) items.push(entry);
        // As many as a server likes to send: too many to be arguments of one call.
        waiting = waiting.concat(found.folders);
        complete &&= found.complete;
        continue;
      }
      complete = false;
      const denied = answer.problem.code === 'denied';
      if (denied && !start.includes(folder))
        items.push({ ...folderEntry(folder, options.store), unavailable: 'listing is denied' });
      problem ??= answer.problem;
      // What holds for one folder holds for the others, unless it is a matter of policies.
      if (!denied) waiting = [];
    }
    if (waiting.length > 0) limits.progress?.(items);
  }
  const cut = waiting.length > 0;
  for (const folder of waiting) items.push(folderEntry(folder, options.store));
  const names = items.filter(({ folder }) => folder !== true).length;
  const said =
    problem !== undefined && (problem.code !== 'denied' || items.length === 0)
      ? problem
      : cut && limits.everything
        ? budgetSpent(limits.maxCalls, names, true)
        : undefined;
  return { items, complete: complete && !cut, asOf: clock.now(), ...(said === undefined ? {} : { problem: said }) };
}

/** The folder in which what is typed goes on: the last one that is written out. Undefined where what is typed leads nowhere. */
export function folderOf(typed: string, { top, key }: Root): KeyPlace | undefined {
  if (key.startsWith(typed)) return top;
  if (!typed.startsWith(key)) return undefined;
  const folders = typed.slice(key.length).split('/').slice(0, -1);
  return folders.some((name) => /^\.{0,2}$/.test(name)) ? undefined : { mount: top.mount, path: [...top.path, ...folders] };
}

function entriesIn(folder: KeyPlace, names: readonly string[], store: VaultStore, typed: string) {
  const secrets: SecretEntry[] = [];
  const folders: KeyPlace[] = [];
  let complete = true;
  for (const name of names) {
    const [own, ...more] = segments(name);
    // What is no name of one thing in this folder would lead elsewhere.
    if (own === undefined || more.length > 0 || own === '.' || own === '..') {
      complete = false;
      continue;
    }
    const place = { mount: folder.mount, path: [...folder.path, own] };
    if (name.endsWith('/')) {
      if (folders.length === mostFolders) {
        complete = false;
        continue;
      }
      const key = folderEntry(place, store).key;
      if (key.startsWith(typed) || typed.startsWith(key)) folders.push(place);
      continue;
    }
    const key = keyOf(place, store);
    if (key === undefined) complete = false;
    else secrets.push({ key });
  }
  return { secrets, folders, complete };
}

function folderEntry(folder: KeyPlace, store: VaultStore): SecretEntry {
  const inner = keyOf({ mount: folder.mount, path: [...folder.path, 'x'] }, store) ?? `${folder.path.join('/')}/x`;
  return { key: inner.slice(0, -1), folder: true };
}
