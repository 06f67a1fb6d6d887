import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parameterOf, signatureOf, templateFunctions } from '../../server/src/model/goTemplate/catalogue.ts';
import { functionDocs } from '../../server/src/model/goTemplate/functionDocs/index.ts';
import { tell } from '../support/applyFixes.ts';

const manifest = (template: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a, namespace: b}
spec:
  secretStoreRef: {name: s, kind: ClusterSecretStore}
  target:
    template:
      data:
        key: |
          ${template}
  dataFrom:
    - extract: {key: k}
`;

describe('the functions of templates', () => {
  it('all have a signature, a sentence of ours and an example that uses them, and nothing else has', async () => {
    assert.deepEqual([...functionDocs.keys()].sort(), [...templateFunctions.keys()].sort());
    for (const [name, { text, example }] of functionDocs) {
      const entry = templateFunctions.get(name);
      assert.ok(entry !== undefined && signatureOf(entry).startsWith(name), name);
      assert.match(text, /^[A-Z1-9][\s\S]{5,160}[.!]$/, name);
      assert.match(example, new RegExp(`\\b${name}\\b`), name);
    }
  });

  for (const [name, { example }] of functionDocs) {
    it(`finds nothing wrong with the example of ${name}`, async () => {
      const told = await tell(manifest(example));
      assert.deepEqual(
        told.filter(({ rule }) => rule.startsWith('template-')).map(({ rule, message }) => `${rule}: ${message}`),
        [],
      );
    });
  }

  it('know which argument is for what', () => {
    const named = (name: string, n: number, count: number) => {
      const entry = templateFunctions.get(name);
      return entry && parameterOf(entry, n, count)?.name;
    };
    assert.equal(named('dig', 3, 4), 'dict');
    assert.equal(named('printf', 5, 6), 'value');
  });

  it('tell what is of Go, of Sprig and of ESO', () => {
    const origin = (name: string) => templateFunctions.get(name)?.origin;
    assert.deepEqual(['printf', 'b64enc', 'pkcs12key', 'toYaml'].map(origin), ['Go', 'Sprig', 'ESO', 'ESO']);
  });
});
