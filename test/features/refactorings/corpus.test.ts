import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import type { CodeAction } from 'vscode-languageserver-types';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { createEntryFacts } from '../../../server/src/features/entryFacts.ts';
import { refactoringsAt } from '../../../server/src/features/refactorings/index.ts';
import { remoteReferences } from '../../../server/src/model/references.ts';
import { createNodeSchemaSource } from '../../../server/src/node/nodeSchemaSource.ts';
import { normalise } from '../../../server/src/schema/normalise.ts';
import { partsOf } from '../../../server/src/schema/parts.ts';
import { createLineIndex } from '../../../server/src/syntax/lineIndex.ts';
import type { ManifestFile, ResourceNode } from '../../../server/src/syntax/manifest.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { describeWith, sharedFolder, whyNoCorpus } from '../../support/shared.ts';
import { createLab } from '../lab.ts';
import { apply, checkText } from './bench.ts';

const schemas = createNodeSchemaSource();

/** The same manifests in other hands. */
const variants: Readonly<Record<string, (text: string) => string>> = {
  'as written': (text) => text,
  'with CRLF and no last line break': (text) => text.replace(/\r?\n/g, '\r\n').trimEnd(),
  'as JSON': (text) => {
    const [resource, ...others] = resourcesIn(parseManifestFile(text));
    return resource === undefined || others.length > 0 ? '' : JSON.stringify(resource.json(), null, 2);
  },
};

describeWith(whyNoCorpus() === undefined ? sharedFolder : undefined)('refactorings of manifests in production', () => {
  for (const [variant, vary] of Object.entries(variants)) {
    for (const folder of ['home-ops', 'govuk-helm', 'eso-docs']) {
      it(`keep everything else in ${folder}, ${variant}`, async () => {
        let made = 0;
        for (const name of readdirSync(join(sharedFolder, 'corpus', folder)).filter((each) => /\.ya?ml$/.test(each))) {
          const text = vary(readFileSync(join(sharedFolder, 'corpus', folder, name), 'utf8'));
          if (text.includes('external-secrets.io/')) made += await refactorAll(name, text);
        }
        assert.ok(made > 5, `${made} were made`);
      });
    }
  }
});

/** Makes each refactoring that is offered on some line of a text; how many there were. */
async function refactorAll(name: string, text: string): Promise<number> {
  const { context, uri } = createLab({ uri: `file:///w/${name}` });
  const file = parseManifestFile(text);
  context.index.update(uri, file);
  context.index.markComplete();
  const lines = createLineIndex(text);
  const actions = new Map<string, CodeAction>();
  for (let line = 0; line < lines.lineCount; line++) {
    const place = { ...context, uri, file, offset: lines.offsetAt({ line, character: 0 }), lines };
    const offered = await refactoringsAt(
      place,
      1,
      { readFile: async () => file, entries: createEntryFacts() },
      () => true,
      neverCancelled,
    );
    for (const action of offered) actions.set(JSON.stringify([line, action]).replace(/^\[\d+/, ''), action);
  }
  for (const { edit, title } of actions.values()) {
    const after = apply(text, edit?.changes?.[uri] ?? []);
    try {
      await (title.startsWith('Generate') ? checkGenerated(text, after) : checkText(text, after));
      await checkMeaning(title, file, parseManifestFile(after));
    } catch (error) {
      throw new Error(`${name}: ${title}\n${after}`, { cause: error });
    }
  }
  return actions.size;
}

/**
 * What a store that is put below brings. Of the manifests above it more can be said once it is there, of a provider that they may not
 * have been written for.
 */
async function checkGenerated(before: string, after: string): Promise<void> {
  assert.ok(after.startsWith(before));
  await checkText('', after.slice(before.length).trimStart());
}

/** What a refactoring claims to leave equal is equal. */
async function checkMeaning(title: string, before: ManifestFile, after: ManifestFile): Promise<void> {
  if (/\bdefaults?\b/.test(title)) assert.deepEqual(await stored(after), await stored(before));
  if (title.startsWith('Name the store')) assert.deepEqual(references(after), references(before));
  if (title.startsWith('Sort')) assert.deepEqual(references(after).flat().sort(byText), references(before).flat().sort(byText));
}

/** The resources as the API server stores them: defaults filled in. */
async function stored(file: ManifestFile): Promise<readonly unknown[]> {
  const index = await schemas.load(schemas.versions.at(-1) ?? '');
  return Promise.all(
    resourcesIn(file).map(async ({ apiVersion, kind, json }) => {
      const entry = index?.kinds.find((each) => each.apiVersion === apiVersion && each.kind === kind);
      const parts = entry && (await partsOf(schemas, entry.schema, json()));
      const [whole] = parts?.all ?? [];
      const value = whole === undefined || parts === undefined ? json() : normalise(json(), whole.structure, parts.structures);
      return JSON.parse(JSON.stringify(value));
    }),
  );
}

/** What is fetched from where. */
function references(file: ManifestFile) {
  return resourcesIn(file).map((resource) => remoteReferences(resource).map(({ path: _, ...reference }) => reference));
}

function resourcesIn(file: ManifestFile): readonly ResourceNode[] {
  return file.documents.flatMap(({ parsed }) => parsed.resources);
}

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
