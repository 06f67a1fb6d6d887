import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-types';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import type { PlaceContext } from '../../../server/src/features/context.ts';
import { createEntryFacts, type EntryFact } from '../../../server/src/features/entryFacts.ts';
import { readActionData, refactoringsAt, resolveRefactoring } from '../../../server/src/features/refactorings/index.ts';
import { vaultFindings } from '../../../server/src/features/vaultDiagnostics.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { tell } from '../../support/applyFixes.ts';
import { createLab, type Lab, type LabOptions } from '../lab.ts';

/** What is offered at the caret, and what it makes of the files. */
export interface Bench {
  readonly lab: Lab;
  /** Asks the vault about the entries of a file, as the diagnostics do; what it says is known from then on. */
  judge(fixture: string): Promise<void>;
  titles(fixture: string): Promise<readonly string[]>;
  /** The whole text of the file after the refactoring with that title. */
  refactored(fixture: string, title: string): Promise<string>;
  /** The whole texts of all files that it changes or makes. */
  files(fixture: string, title: string): Promise<Readonly<Record<string, string>>>;
  /** Why it cannot be made. */
  reason(fixture: string, title: string): Promise<string>;
}

/** Refactorings over a memory host, used as an editor that can resolve uses them. After each the text parses and has no new finding. */
export function createBench(options: LabOptions = {}): Bench {
  const lab = createLab({ ...options, client: { resolvesActions: true, createsFiles: true, ...options.client } });
  lab.context.index.markComplete();
  const texts: Record<string, string> = { ...(options.files ?? {}) };
  const entries = createEntryFacts();
  const readFile = async (uri: string) => (texts[uri] === undefined ? undefined : parseManifestFile(texts[uri]));

  const surroundings = { entries, readFile };

  async function offered(fixture: string): Promise<{ readonly place: PlaceContext; readonly actions: readonly CodeAction[] }> {
    const place = lab.place(fixture);
    texts[place.uri] = place.file.text;
    const calls = lab.host.vault.calls.length;
    const actions = await refactoringsAt(place, 1, surroundings, () => true, neverCancelled);
    assert.equal(lab.host.vault.calls.length, calls, 'a light bulb asks no vault');
    return { place, actions };
  }

  async function made(fixture: string, title: string) {
    const { place, actions } = await offered(fixture);
    const action = actions.find((each) => each.title === title);
    assert.ok(action, `"${title}" is offered among: ${actions.map((each) => each.title).join(' | ')}`);
    assert.match(action.kind ?? '', /^refactor\./);
    if (action.edit !== undefined) return action.edit;
    const data = readActionData(JSON.parse(JSON.stringify(action.data)));
    assert.ok(data);
    assert.equal(place.lines.offsetAt(data.position), place.offset);
    return resolveRefactoring(place, surroundings, data.title, neverCancelled);
  }

  async function files(fixture: string, title: string): Promise<Readonly<Record<string, string>>> {
    const edit = await made(fixture, title);
    if ('reason' in edit) assert.fail(edit.reason);
    const result: Record<string, string> = {};
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) result[uri] = apply(texts[uri] ?? '', edits);
    for (const change of edit.documentChanges ?? []) {
      if ('textDocument' in change) result[change.textDocument.uri] = apply('', (change as TextDocumentEdit).edits as TextEdit[]);
    }
    for (const [uri, text] of Object.entries(result)) await checkText(texts[uri] ?? '', text);
    return result;
  }

  return {
    lab,
    async judge(fixture) {
      const { file, uri } = lab.place(fixture);
      const facts: EntryFact[] = [];
      for (const { parsed } of file.documents)
        for (const resource of parsed.resources)
          await vaultFindings(lab.context, uri, resource, neverCancelled, (fact) => facts.push(fact));
      entries.keep(uri, facts);
    },
    titles: async (fixture) => (await offered(fixture)).actions.map(({ title }) => title),
    files,
    async refactored(fixture, title) {
      const result = await files(fixture, title);
      assert.deepEqual(Object.keys(result), [lab.uri]);
      return result[lab.uri] ?? '';
    },
    async reason(fixture, title) {
      const edit = await made(fixture, title);
      assert.ok('reason' in edit, 'it is refused');
      return edit.reason;
    },
  };
}

/** The text after edits. */
export function apply(text: string, edits: TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('file:///x.yaml', 'yaml', 1, text), edits);
}

/** The text parses, keeps its comments and line breaks, and has no finding that it had not before. */
export async function checkText(before: string, after: string): Promise<void> {
  const file = parseManifestFile(after);
  for (const { parsed } of file.documents) assert.deepEqual(parsed.problems, [], after);
  const comments = (text: string) =>
    parseManifestFile(text)
      .documents.flatMap(({ parsed }) => parsed.comments.map((comment) => comment.text.trim()))
      .sort();
  assert.deepEqual(comments(after), comments(before), 'the comments are all there');
  if ((before || after).includes('\r\n')) assert.doesNotMatch(after, /[^\r]\n/);
  else assert.doesNotMatch(after, /\r\n/);
  const known = await findings(before);
  for (const [rule, messages] of await findings(after))
    assert.ok(messages.length <= (known.get(rule)?.length ?? 0), `no new finding: ${rule}: ${messages.join(' | ')}\n${after}`);
}

/** What is said of a text that is the whole workspace, by rule. A message may name its surroundings in their order. */
async function findings(text: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = told.get(text);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { message, rule } of await tell(text)) found.set(rule, [...(found.get(rule) ?? []), message]);
  // A store makes the others that are missing worth a word; that is about the workspace and not about the edit.
  found.delete('unknown-store');
  told.set(text, found);
  return found;
}

const told = new Map<string, ReadonlyMap<string, readonly string[]>>();
