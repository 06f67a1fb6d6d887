import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cursorAt } from '../../server/src/syntax/cursor.ts';
import type { OffsetRange, YamlNode } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import type { Path } from '../../server/src/syntax/path.ts';
import { sharedFolder } from '../support/shared.ts';

const CORPUS = join(sharedFolder, 'corpus');

/** Files of ESO's documentation that no YAML reader takes, or that repeat a key. */
const BROKEN: Readonly<Record<string, string>> = {
  '1password-connect-server-deployment.yaml': 'missing-colon',
  'conjur-ca-bundle.yaml': 'missing-colon',
  'conjur-external-secret-find.yaml': 'bad-escape',
  'filtercertchain-template-v2-external-secret.yaml': 'unexpected-character',
  'filterpem-template-v2-external-secret.yaml': 'unexpected-character',
  'full-external-secret.yaml': 'duplicate-key',
  'gcpsm-ssh-auth-externalsecret.yaml': 'duplicate-key',
  'ibm-container-auth-volume.yaml': 'missing-colon',
  'pkcs12-template-v2-external-secret.yaml': 'duplicate-key',
};

function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  const names = readdirSync(join(CORPUS, folder)).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => ({ name, text: readFileSync(join(CORPUS, folder, name), 'utf8') }));
}

describe('manifests that others wrote', () => {
  for (const folder of ['home-ops', 'govuk-helm', 'eso-docs']) {
    it(`have no syntax problems in ${folder} but those of broken files`, () => {
      for (const { name, text } of filesIn(folder)) {
        const codes = parseManifestFile(text).documents.flatMap((document) => document.parsed.problems.map(({ code }) => code));
        assert.equal(codes[0], BROKEN[name], name);
      }
    });
  }

  it('are understood wherever an entry of them is only half typed', () => {
    for (const { name, text } of filesIn('home-ops')) {
      for (const { path, key, value, alone } of plainEntries(text)) {
        const parent = path.slice(0, -1);
        const variants = [
          { what: 'end of the value', text, caret: value.end, part: 'value', path },
          { what: 'no value', text: text.slice(0, value.start) + text.slice(value.end), caret: value.start, part: 'value', path },
          {
            what: 'open quote',
            text: `${text.slice(0, value.start)}"x${text.slice(value.end)}`,
            caret: value.start + 2,
            part: 'value',
            path,
          },
          {
            what: 'no colon',
            text: text.slice(0, key.end) + text.slice(value.end),
            caret: key.end,
            part: alone ? 'value' : 'key',
            path: parent,
          },
        ];
        for (const variant of variants) {
          const cursor = cursorAt(parseManifestFile(variant.text), variant.caret);
          assert.deepEqual(
            [cursor?.part, cursor?.path],
            [variant.part, variant.path],
            `${name}: ${variant.what} at ${path.join('.')}`,
          );
        }
      }
    }
  });
});

interface PlainEntry {
  readonly path: Path;
  readonly key: OffsetRange;
  readonly value: OffsetRange;
  /** Whether it is all there is of a sequence item, so that without colon it is an item's value. */
  readonly alone: boolean;
}

/** The entries of a file whose value is a scalar on one line, in offsets of the file. */
function plainEntries(text: string): readonly PlainEntry[] {
  const found: PlainEntry[] = [];
  for (const { start, parsed } of parseManifestFile(text).documents) {
    const shift = (range: OffsetRange): OffsetRange => ({ start: range.start + start, end: range.end + start });
    const visit = (node: YamlNode, path: Path): void => {
      if (node.type === 'seq') for (const [i, item] of node.items.entries()) visit(item, [...path, i]);
      if (node.type !== 'map' || node.flow) return;
      for (const entry of node.entries) {
        if (entry.value.alias !== undefined) continue;
        visit(entry.value, [...path, entry.name]);
        const value = shift(entry.value.range);
        if (entry.value.type !== 'scalar' || value.end === value.start || text.slice(value.start, value.end).includes('\n'))
          continue;
        const alone = typeof path.at(-1) === 'number' && node.entries.length === 1;
        found.push({ path: [...path, entry.name], key: shift(entry.key.range), value, alone });
      }
    };
    if (parsed.root !== undefined) visit(parsed.root, []);
  }
  return found;
}
