import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packageWithRules, ruleIndex, rulePages } from '../../scripts/docs.ts';
import { lintText } from '../../server/src/cli/lint.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { rules } from '../../server/src/rules/index.ts';

const schemas = createNodeSchemaSource();
const newest = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };
const root = join(import.meta.dirname, '../..');

async function rulesIn(text: string): Promise<readonly string[]> {
  return (await lintText('example.yaml', text, schemas, newest)).map(({ rule }) => rule);
}

describe('rules', () => {
  it('are registered, one file each, named by their ids (npm run docs)', () => {
    assert.equal(readFileSync(join(root, 'server/src/rules/index.ts'), 'utf8'), ruleIndex());
    const imported = [...ruleIndex().matchAll(/from '\.\/([a-z0-9-]+-[a-z0-9-]+)\.ts'/g)].map(([, id]) => id);
    assert.deepEqual(
      rules.map(({ meta }) => meta.id),
      imported,
    );
  });

  it('are the names that the setting for them takes, in VS Code (npm run docs)', () => {
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    assert.ok(text === packageWithRules(text, rules), 'package.json is as `npm run docs` writes it');
    assert.match(text, /"propertyNames": \{\s+"enum": \[\s+"adopted-secret",/);
  });

  it('have no page that is not theirs (npm run docs)', () => {
    assert.deepEqual(readdirSync(join(root, 'docs/rules')).sort(), [...rulePages(rules).keys()].sort());
  });

  for (const { meta } of rules) {
    describe(meta.id, () => {
      // Rules that need a vault or a cluster are shown on theirs in test/features.
      if (meta.needs === 'document' || meta.needs === 'workspace') {
        it('speaks about its bad example, and no other rule does', async () => {
          assert.deepEqual([...new Set(await rulesIn(meta.bad))], [meta.id]);
        });
        it('accepts its good example', async () => {
          assert.deepEqual(await rulesIn(meta.good), []);
        });
      }
      it('has a page that is up to date (npm run docs)', () => {
        const page = readFileSync(join(root, 'docs/rules', `${meta.id}.md`), 'utf8');
        assert.equal(page, rulePages(rules).get(`${meta.id}.md`));
      });
    });
  }

  it('leave a field to the schema that does not know it, and miss nothing that is only misspelt', async () => {
    const store = (field: string) =>
      `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: a}\nspec:\n  provider:\n    onepassword:\n      connectHost: https://x\n      vaults: {a: 1}\n      auth:\n        secretRef:\n          connectTokenSecretRef: {name: t, ${field}: token, namespace: b}\n`;
    assert.deepEqual(await rulesIn(store('key')), []);
    assert.deepEqual(await rulesIn(store('keyy')), ['unknown-field']);
  });

  it('can be silenced for a line, a document and a file', async () => {
    const bad =
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  x: 1\n  dataFrom: [{extract: {key: a}}]\n';
    assert.deepEqual(await rulesIn(bad), ['unknown-field']);
    assert.deepEqual(await rulesIn(bad.replace('  x:', '  # external-secrets-disable-next-line unknown-field\n  x:')), []);
    assert.deepEqual(await rulesIn(bad.replace('x: 1', 'x: 1 # external-secrets-disable-line')), []);
    assert.deepEqual(await rulesIn(`# external-secrets-disable unknown-field\n${bad}`), []);
    assert.deepEqual(await rulesIn(`\ufeff# external-secrets-disable unknown-field\n${bad}`), [], 'behind a byte order mark');
    const twice = `${bad}---\n${bad.replace('{name: a}', '{name: b}')}`;
    assert.deepEqual(await rulesIn(`# external-secrets-disable unknown-field\n${twice}`), ['unknown-field']);
    assert.deepEqual(await rulesIn(`# external-secrets-disable-file unknown-field\n${twice}`), []);
    assert.deepEqual(await rulesIn(`# external-secrets-disable-file\n${twice}`), []);
    assert.deepEqual(await rulesIn(`# external-secrets-disable-file wrong-type\n${twice}`), ['unknown-field', 'unknown-field']);
    assert.deepEqual(await rulesIn(bad.replace('  x:', '  # external-secrets-disable-next-line wrong-type\n  x:')), [
      'unknown-field',
    ]);
  });
});
