import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const secret = (value: string, name = 'a') => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}
spec:
  secretStoreRef: {name: s, kind: ClusterSecretStore}
  target:
    template:
      data:
        url: ${value}
  data:
    - {secretKey: user, remoteRef: {key: k, property: user}}
    - {secretKey: host, remoteRef: {key: k, property: host}}
`;

const rulesIn = async (text: string) => (await tell(text)).map(({ rule }) => rule).filter((rule) => rule !== 'unused-secret-key');

describe('template-unquoted', () => {
  it('says that YAML refuses the braces, and quotes them', async () => {
    for (const value of ['{{ .user }}', '{{ .user }}@{{ .host | upper }}']) {
      const [told] = (await tell(secret(value))).filter(({ rule }) => rule === 'template-unquoted');
      assert.equal(told?.marked, value);
      assert.equal(told?.preferred, secret(`'${value}'`));
    }
  });

  it('is silent about text that YAML takes, and about what others put in', async () => {
    for (const value of ['"{{ .user }}"', 'https://{{ .user }}', '|-\n          {{ .user }}', '{{ .Values.user }}', '{{ user }}'])
      assert.deepEqual(await rulesIn(secret(value)), [], value);
    assert.deepEqual(await rulesIn(secret('{{ .user }}', '{{ name }}')), []);
  });
});
