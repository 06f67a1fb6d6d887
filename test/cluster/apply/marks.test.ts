import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createApplyMarks } from '../../../server/src/cluster/apply/marks.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';

const text = 'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a}\n';

function read(source: string) {
  const [document] = parseManifestFile(source).documents;
  const [resource] = document?.parsed.resources ?? [];
  assert.ok(document && resource);
  return { document, resource };
}

it('what the cluster has said to a manifest is a finding of refused-by-cluster, until the text changes', () => {
  const marks = createApplyMarks();
  const { document, resource } = read(text);
  const said = {
    uri: 'file:///a.yaml',
    document,
    resource,
    path: ['kind'],
    part: 'value',
    severity: 'error',
    message: 'no',
  } as const;
  marks.keep(['file:///a.yaml'], [said]);
  assert.equal(marks.has('file:///a.yaml'), true);
  assert.deepEqual(marks.of('file:///a.yaml', document.parsed, resource), [
    { rule: 'refused-by-cluster', severity: 'error', at: { path: ['kind'], part: 'value' }, message: 'no' },
  ]);
  const again = read(text);
  assert.equal(marks.of('file:///a.yaml', again.document.parsed, again.resource).length, 1, 'the file was opened anew');
  const other = read(text.replace('name: a', 'name: b'));
  assert.deepEqual(marks.of('file:///a.yaml', other.document.parsed, other.resource), []);
  marks.keep(['file:///a.yaml'], []);
  assert.deepEqual(marks.of('file:///a.yaml', document.parsed, resource), []);
  assert.equal(marks.has('file:///a.yaml'), false);
});
