import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const manifest = (comment: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a}
spec:
  # ${comment}
  x: 1
  dataFrom: [{extract: {key: a}}]
`;

async function said(comment: string): Promise<readonly (readonly [string, string])[]> {
  return (await tell(manifest(comment))).map(({ rule, marked }) => [rule, marked] as const);
}

const nextLine = 'external-secrets-disable-next-line';

test('a name that no rule has is told at that name, in every such comment', async () => {
  for (const word of [nextLine, 'external-secrets-disable-line', 'external-secrets-disable', 'external-secrets-disable-file']) {
    assert.deepEqual(
      await said(`${word} unknown-feild`),
      [
        ['unknown-rule', 'unknown-feild'],
        ['unknown-field', 'x'],
      ],
      word,
    );
  }
  assert.deepEqual(await said(`${nextLine} wrong-type, unknown-field, no-such-thing`), [['unknown-rule', 'no-such-thing']]);
});

test('the nearest rule is named, and its name put there', async () => {
  const [told] = await tell(manifest(`${nextLine} unknown-feild`));
  assert.equal(
    told?.message,
    'There is no rule "unknown-feild", so that nothing is silenced by it. Did you mean "unknown-field"?',
  );
  const [among] = await tell(manifest(`${nextLine} wrong-type,unknown-feild`));
  assert.equal(among?.preferred, manifest(`${nextLine} wrong-type,unknown-field`));
});

test('a reason stands behind two dashes; elsewhere it is taken for rules, and said once', async () => {
  assert.deepEqual(await said(`${nextLine} unknown-field -- a CRD of ours (#12) has it`), []);
  assert.deepEqual(await said(`${nextLine} -- all of it`), []);
  const [told, ...others] = await tell(manifest(`${nextLine} unknown-field a CRD of ours (#12) has it`));
  assert.equal(told?.marked, 'a CRD of ours (#12) has it');
  assert.match(told?.message ?? '', /Name a rule, or write a reason behind " -- "\.$/);
  assert.deepEqual(others, []);
});

test('what is no such comment, what Helm writes, and what is silenced itself is left alone', async () => {
  const unknownField = [['unknown-field', 'x']];
  assert.deepEqual(await said('external-secrets-disabled: unknown-feild'), unknownField);
  assert.deepEqual(await said('external-secrets-disable-sync unknown-feild'), unknownField);
  assert.deepEqual(await said('external-secrets-disable-line {{ .Values.rule }}'), unknownField);
  assert.deepEqual(await said('external-secrets-disable-line unknown-rule, no-such-rule'), unknownField);
  assert.deepEqual(await tell(`# ${nextLine} no-such-rule\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n`), []);
});

test('the name in a Kustomize patch is told too', async () => {
  const patch = manifest(`${nextLine} unknown-feild`).replace('spec:\n', 'spec:\n  $patch: replace\n').replace('  x: 1\n', '');
  assert.deepEqual(
    (await tell(patch)).map(({ rule }) => rule),
    ['unknown-rule'],
  );
});
