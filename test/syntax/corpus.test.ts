import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cursorAt } from '../../server/src/syntax/cursor.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const skip = existsSync(CORPUS) ? false : 'no ../shared/corpus beside the project';

/** Files of ESO's documentation that no YAML reader takes, or that repeat a key. */
const BROKEN: Readonly<Record<string, string>> = {
  '1password-connect-server-deployment.yaml': 'missing-colon',
  'conjur-ca-bundle.yaml': 'missing-colon',
  'filtercertchain-template-v2-external-secret.yaml': 'unexpected-character',
  'filterpem-template-v2-external-secret.yaml': 'unexpected-character',
  'full-external-secret.yaml': 'duplicate-key',
  'gcpsm-ssh-auth-externalsecret.yaml': 'duplicate-key',
  'ibm-container-auth-volume.yaml': 'missing-colon',
  'pkcs12-template-v2-external-secret.yaml': 'duplicate-key',
};

function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  const names = readdirSync(CORPUS + folder).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => ({ name, text: readFileSync(`${CORPUS}${folder}/${name}`, 'utf8') }));
}

describe('manifests that others wrote', { skip }, () => {
  for (const folder of ['home-ops', 'govuk-helm', 'eso-docs']) {
    it(`have no syntax problems in ${folder} but those of broken files`, () => {
      for (const { name, text } of filesIn(folder)) {
        const codes = parseManifestFile(text).documents.flatMap((document) => document.parsed.problems.map(({ code }) => code));
        assert.equal(codes[0], BROKEN[name], name);
      }
    });
  }

  it('are completed at the end of each value: the cursor is where the tree says', () => {
    for (const { name, text } of filesIn('home-ops')) {
      const file = parseManifestFile(text);
      for (const document of file.documents) {
        for (const resource of document.parsed.resources) {
          const visit = (path: readonly (string | number)[]): void => {
            const node = resource.nodeAt(path);
            if (node === undefined || node.alias !== undefined) return;
            if (node.type === 'map') for (const entry of node.entries) visit([...path, entry.name]);
            else if (node.type === 'seq') for (const i of node.items.keys()) visit([...path, i]);
            else if (node.range.end > node.range.start && node.style !== 'literal' && node.style !== 'folded') {
              const cursor = cursorAt(file, document.start + node.range.end);
              assert.deepEqual([cursor?.part, cursor?.path], ['value', path], `${name} ${path.join('.')}`);
            }
          };
          visit([]);
        }
      }
    }
  });
});
