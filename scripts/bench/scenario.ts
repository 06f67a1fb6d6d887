import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { Contestant } from './contestants.ts';
import { type LspSession, startSession } from './lspSession.ts';
import { type ManifestText, storeManifest } from './manifests.ts';
import type { Samples } from './samples.ts';

/** What a scenario is run with. */
export interface Run {
  readonly contestant: Contestant;
  readonly samples: Samples;
  /** The name of its size in the table: `2,000`. */
  readonly size: string;
  /** How many times what is quick is repeated in one session. */
  readonly times: number;
}

/** Runs something with a server whose workspace is a folder with the store and these files, and ends the server whatever happens. */
export async function inWorkspace(
  contestant: Contestant,
  files: Readonly<Record<string, string>>,
  run: (session: LspSession, uriOf: (file: string) => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-bench-'));
  let session: LspSession | undefined;
  try {
    for (const [name, text] of Object.entries({ ...files, 'store.yaml': storeManifest })) writeFileSync(join(folder, name), text);
    session = await startSession(contestant, pathToFileURL(folder).href);
    await run(session, (file) => pathToFileURL(join(folder, file)).href);
  } finally {
    await session?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a line has a diagnostic. */
export function hasMistake(line: number): (diagnostics: readonly Diagnostic[]) => boolean {
  return (diagnostics) => diagnostics.some(({ range }) => range.start.line === line);
}

/** Whether a line has none. */
export function hasNoMistake(line: number): (diagnostics: readonly Diagnostic[]) => boolean {
  return (diagnostics) => !hasMistake(line)(diagnostics);
}

/** A server that does nothing finds no mistakes: of it any answer will do. */
export function fitting(
  contestant: Contestant,
  fits: (diagnostics: readonly Diagnostic[]) => boolean,
): (diagnostics: readonly Diagnostic[]) => boolean {
  return contestant.id === 'nothing' ? () => true : fits;
}

/** Opens a text and waits for the mistake in it to be shown; what that took. */
export async function openAndSee(
  session: LspSession,
  { contestant }: Run,
  uri: string,
  manifests: ManifestText,
): Promise<number> {
  const seen = session.diagnosed(uri, fitting(contestant, hasMistake(manifests.mistakeLine)));
  const opened = performance.now();
  session.open(uri, manifests.text);
  return (await seen) - opened;
}

/** Misspells a field, and mends it again, so many times, and measures each time how soon the diagnostics say so. */
export async function edit(
  session: LspSession,
  run: Run,
  uri: string,
  { editedLine }: ManifestText,
  times: number,
): Promise<void> {
  const { contestant, samples, size } = run;
  for (let i = 0; i < times; i++) {
    const misspells = i % 2 === 0;
    const said = session.diagnosed(uri, fitting(contestant, (misspells ? hasMistake : hasNoMistake)(editedLine)));
    const before = session.costs();
    const began = performance.now();
    session.change(uri, misspells ? misspelling(editedLine) : mending(editedLine));
    samples.add(contestant.id, 'edit', size, (await said) - began);
    await sleep(pauseOfTyping);
    const after = session.costs();
    if (before !== undefined && after !== undefined)
      samples.add(contestant.id, 'editProcessor', size, after.processorTime - before.processorTime);
  }
}

/** Between two edits, in milliseconds: a quick typist's. */
const pauseOfTyping = 100;

function misspelling(line: number) {
  return { line, from: '  refreshInterval'.length, to: '  refreshInterval'.length, text: 'l' };
}

function mending(line: number) {
  return { line, from: '  refreshInterval'.length, to: '  refreshIntervall'.length, text: '' };
}
