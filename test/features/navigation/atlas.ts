import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentHighlightKind, type Location, type LocationLink, type Range } from 'vscode-languageserver-types';
import type { PlaceContext } from '../../../server/src/features/context.ts';
import { definitionAt } from '../../../server/src/features/navigation/definition.ts';
import { highlightsAt } from '../../../server/src/features/navigation/documentHighlight.ts';
import { referencesAt } from '../../../server/src/features/navigation/references.ts';
import { prepareRename, renameAt } from '../../../server/src/features/navigation/rename.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { caret } from '../../support/marker.ts';
import { createLab, type LabOptions } from '../lab.ts';

/** What a person who goes from a name sees. Places are told as `file:line: text` with the name in ‹›. */
export interface Atlas {
  readonly place: PlaceContext;
  definitions(): readonly string[];
  references(): readonly string[];
  /** Without definitions. */
  uses(): readonly string[];
  /** Definitions end in `=`. */
  highlights(): readonly string[];
  /** The files that change, as they are then; or why none does. */
  rename(newName: string): Readonly<Record<string, string>> | string | undefined;
  /** The name that would be renamed, or why it cannot be. */
  renameable(): string | undefined;
}

const folder = 'file:///w/';

/** The workspace with these files, by their paths; the caret stands in one of them. Everything is asked of the features. */
export function createAtlas(files: Readonly<Record<string, string>>, options: LabOptions = {}): Atlas {
  const [path, ...others] = Object.keys(files).filter((each) => files[each]?.includes(caret));
  if (path === undefined || others.length > 0) throw new Error('one file has the caret');
  const texts: Record<string, string> = {};
  for (const [each, text] of Object.entries(files)) texts[each] = text.replace(caret, '');
  const lab = createLab({ ...options, uri: folder + path, files: {} });
  for (const [each, text] of Object.entries(texts))
    if (each !== path) lab.context.index.update(folder + each, parseManifestFile(text));
  lab.context.index.markComplete();
  const place = lab.place(files[path] ?? '');

  const shown = (uri: string, range: Range): string => {
    const name = uri.slice(folder.length);
    const line = (texts[name] ?? '').split(/\r?\n/)[range.start.line] ?? '';
    assert.equal(range.start.line, range.end.line, 'a name stands on one line');
    const [start, end] = [range.start.character, range.end.character];
    return `${name}:${range.start.line + 1}: ${`${line.slice(0, start)}‹${line.slice(start, end)}›${line.slice(end)}`.trim()}`;
  };
  const listed = (locations: readonly Location[] | undefined) => (locations ?? []).map(({ uri, range }) => shown(uri, range));

  return {
    place,
    definitions: () =>
      (definitionAt({ ...place, client: { ...place.client, definitionLinks: true } }) ?? []).map((link) => {
        const { targetRange, targetSelectionRange, targetUri } = link as LocationLink;
        return targetSelectionRange.start.line === targetSelectionRange.end.line
          ? shown(targetUri, targetSelectionRange)
          : `${targetUri.slice(folder.length)}:${targetRange.start.line + 1}-${targetRange.end.line + 1}`;
      }),
    references: () => listed(referencesAt(place, true)),
    uses: () => listed(referencesAt(place, false)),
    highlights: () =>
      (highlightsAt(place) ?? []).map(
        ({ kind, range }) => `${shown(place.uri, range)}${kind === DocumentHighlightKind.Write ? ' =' : ''}`,
      ),
    rename(newName) {
      const renamed = renameAt(place, newName);
      if (renamed === undefined || 'refusal' in renamed) return renamed?.refusal;
      const changed: Record<string, string> = {};
      for (const [uri, edits] of Object.entries(renamed.edits)) {
        const name = uri.slice(folder.length);
        changed[name] = TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, texts[name] ?? ''), edits);
        checkRest(texts[name] ?? '', changed[name], newName);
      }
      return changed;
    },
    renameable() {
      const prepared = prepareRename(place);
      if (prepared === undefined || 'refusal' in prepared) return prepared?.refusal;
      const text = TextDocument.create(place.uri, 'yaml', 1, place.file.text).getText(prepared.range);
      assert.ok(text.includes(prepared.placeholder) || text.startsWith('*'), `${text} is ${prepared.placeholder}`);
      return prepared.placeholder;
    },
  };
}

/** The file parses as before, and has the same lines but for those with the new name. */
function checkRest(before: string, after: string, newName: string): void {
  const problems = (text: string) =>
    parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.problems.map(({ code }) => code));
  assert.deepEqual(problems(after), problems(before), after);
  const [old, now] = [before.split('\n'), after.split('\n')];
  assert.equal(now.length, old.length);
  for (const [i, line] of now.entries()) if (line !== old[i]) assert.ok(line.includes(newName), line);
}

/** An ExternalSecret of that name: `spec` has its lines, indented by two. */
export function secretOf(name: string, spec = '', namespace = ''): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}
${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:
  secretStoreRef:
    name: vault
${spec}`;
}

/** The lines of a `data` with these keys. */
export function dataOf(...keys: readonly string[]): string {
  return `  data:\n${keys.map((key) => `    - secretKey: ${key}\n      remoteRef:\n        key: app\n`).join('')}`;
}

/** A Deployment whose container takes a key of a Secret. */
export function deploymentOf(secret: string, key: string, namespace = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:
  template:
    spec:
      containers:
        - name: app
          env:
            - name: PASSWORD
              valueFrom:
                secretKeyRef:
                  name: ${secret}
                  key: ${key}
`;
}
