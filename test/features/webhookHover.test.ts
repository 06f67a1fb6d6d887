import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLab, externalSecret } from './lab.ts';

const header = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    webhook:
`;
const whole = `      url: "https://vault.example/v1/{{ .remoteRef.key }}?property={{ .remoteRef.property }}&token=made-up"
      headers:
        Authorization: "Bearer {{ .login.token }}"
        X-Api-Key: made-up
      body: '{"password": "made-up"}'
      method: POST
      result:
        jsonPath: "$.data.{{ .remoteRef.property }}"
      secrets:
        - name: login
          secretRef: {name: webhook-login, key: token}
`;
const data = (lines: string) => externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n${lines}`);
const extract = externalSecret('  dataFrom:\n    - extract:\n        key: te│am/db\n');

async function linesOf(block: string, text: string): Promise<readonly string[]> {
  const lab = createLab({ files: { 'file:///w/store.yaml': header + block } });
  const [, ...lines] = (await lab.hover(text)).split('  \n').map((line) => line.replaceAll('\\', ''));
  return lines;
}

describe('hover on a key of a webhook store', () => {
  it('shows the request that ESO makes, and what it takes of the answer', async () => {
    const lines = await linesOf(whole, data('        key: te│am/db\n        property: user\n        version: "2"\n'));
    assert.deepEqual(lines, [
      'ESO asks `POST https://vault.example/v1/team%2Fdb?property=user&token=…` with headers `Authorization`, `X-Api-Key` and a body',
      'Filled in by the operator: `.login` is Secret webhook-login',
      'Of the answer it takes `$.data.user` (JSONPath): of several matches the first, an object as JSON, a number without its decimals',
      '**Without effect**: `version`, which the templates of the store do not use',
      'A webhook store asks a URL for each key; there is nothing to list. What needs no vault is checked all the same.',
    ]);
    assert.ok(!lines.join().includes('made-up'));
  });

  it('says what an extract takes, and what is taken without a path', async () => {
    assert.match(
      (await linesOf(whole, extract))[2] ?? '',
      /`\$\.data\.` \(JSONPath\): an object, or a text with one; each of its members/,
    );
    const plain = '      url: https://vault.example/{{ .remoteRef.key }}\n';
    assert.equal(
      (await linesOf(plain, extract))[1],
      'Of the answer it takes an object, or a text with one; each of its members becomes a key',
    );
    assert.deepEqual((await linesOf(plain, data('        key: te│am/db\n'))).slice(0, 2), [
      'ESO asks `GET https://vault.example/team%2Fdb`',
      'The whole answer is the value',
    ]);
  });

  it('leaves what another template fills in', async () => {
    const helm = '      url: "{{ .Values.url }}/{{ .remoteRef.key }}"\n';
    assert.deepEqual((await linesOf(helm, data('        key: te│am/db\n'))).slice(0, -1), [
      'What ESO asks for is not known: template text stands in the store.',
    ]);
    const lines = await linesOf(whole, data('        key: te│am/db\n        property: ${PROPERTY}\n'));
    assert.match(lines[0] ?? '', /property=\{\{ \.remoteRef\.property \}\}&token=…/);
  });

  it('is what it was where the store has no URL yet', async () => {
    const lines = await linesOf('      method: GET\n', data('        key: te│am/db\n'));
    assert.deepEqual(lines.length, 1);
  });
});
