import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../../server/src/rules/index.ts';
import { createLab } from '../lab.ts';

const lab = createLab();
const all = rules.map(({ meta }) => meta.id);

const manifest = (line: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: x\nspec:\n  ${line}\n  dataFrom: []\n`;

test('the rules that a comment may silence, but for those that it names', async () => {
  const offered = await lab.complete(manifest('# external-secrets-disable-next-line │'));
  assert.deepEqual(offered.labels, all);
  assert.equal(
    await lab
      .complete(manifest('# external-secrets-disable-next-line no-data, unk│own-fild'))
      .then((list) => list.chosen('unknown-field')),
    manifest('# external-secrets-disable-next-line no-data, unknown-field'),
  );
  const further = await lab.complete(manifest('x: 1 # external-secrets-disable-line no-data,unknown-field,│'));
  assert.deepEqual(
    further.labels,
    all.filter((id) => id !== 'no-data' && id !== 'unknown-field'),
  );
  assert.match(await offered.documentation('no-data'), /\S/);
});

test('the first words of such a comment, once one is begun', async () => {
  const offered = await lab.complete(manifest('# external-│'));
  assert.deepEqual(offered.labels, [
    'external-secrets-disable-next-line',
    'external-secrets-disable-line',
    'external-secrets-disable',
    'external-secrets-disable-file',
  ]);
  assert.equal(offered.chosen('external-secrets-disable-line'), manifest('# external-secrets-disable-line'));
});

test('nothing in other comments, in reasons, in strings, and where a document is not ESO’s', async () => {
  for (const line of [
    '# │',
    '# note │',
    '# exter nal-│',
    '# external-secrets-disable-line no-data -- unknown-│',
    '# external-secrets-enable │',
    'x: "# external-secrets-disable-line │"',
    'x: a#external-secrets-disable-line │',
  ]) {
    const { labels } = await lab.complete(manifest(line));
    assert.deepEqual(
      labels.filter((label) => all.includes(label) || label.startsWith('external-secrets-dis')),
      [],
      line,
    );
  }
  assert.deepEqual((await lab.complete('kind: Pod\nspec:\n  a: 1\n  # external-secrets-disable-line │\n')).labels, []);
});
