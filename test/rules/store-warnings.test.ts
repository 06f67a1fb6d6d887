import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storeExample } from '../../server/src/rules/storeChecks.ts';
import { type Told, tell } from '../support/applyFixes.ts';

async function warnings(text: string): Promise<readonly Told[]> {
  const told = await tell(text);
  assert.ok(told.every(({ severity }) => severity === 'warning'));
  return told;
}

const connection = 'No caBundle or caProvider specified; TLS connections will use system certificate roots.';
const bitwarden = 'Neither CA nor CA bundle is configured; user is expected to provide certificate information via volume mount.';
const reader = 'auth: {serviceAccount: {name: reader}}\n';
const kubernetes = `remoteNamespace: a\n${reader}`;
const crd = `${reader}resource: {group: example.com, version: v1, kind: Database}\n`;
const sdk = `bitwardenServerSDKURL: https://a.example
organizationID: a
projectID: b
auth: {secretRef: {credentials: {name: a, key: b}}}
`;

describe('warnings of admission about stores', () => {
  for (const [provider, body, marked, answer] of [
    ['kubernetes', kubernetes, 'kubernetes', connection],
    ['kubernetes', `${kubernetes}server: {url: https://a.example}`, 'server', connection],
    ['crd', crd, 'crd', connection],
    ['bitwardensecretsmanager', sdk, 'bitwardensecretsmanager', bitwarden],
  ] as const) {
    it(`${provider} without a certificate authority, at ${marked}`, async () => {
      const [found, ...more] = await warnings(storeExample(provider, body));
      assert.deepEqual([found?.rule, found?.marked, more], ['store-without-ca', marked, []]);
      assert.ok(found?.message.endsWith(`ESO warns: "${answer}"`));
    });
  }

  for (const [provider, body] of [
    ['kubernetes', `${kubernetes}server: {caProvider: {type: Secret, name: a, key: b}}`],
    ['kubernetes', `${kubernetes}server: {caBundle: YQ==}`],
    ['kubernetes', 'remoteNamespace: a\nauthRef: {name: a, key: b}'],
    ['kubernetes', `${kubernetes}server:\n  {{- include "server" . | nindent 8 }}`],
    ['crd', `${crd}server: {caBundle: YQ==}`],
    ['bitwardensecretsmanager', `${sdk}caBundle: a`],
    ['bitwardensecretsmanager', `${sdk}caProvider: {type: Secret, name: a, key: b}`],
  ] as const) {
    it(`none: ${provider} ${body.split('\n').at(-1)}`, async () => {
      assert.deepEqual(await warnings(storeExample(provider, body)), []);
    });
  }

  it('names the store whose provider nobody maintains, at the provider', async () => {
    const [found, ...more] = await warnings(storeExample('fake', 'data: [{key: a, value: made-up}]'));
    assert.deepEqual([found?.rule, found?.marked, more], ['unmaintained-provider', 'fake', []]);
    assert.ok(found?.message.includes("store fake isn't currently maintained. Please plan and prepare accordingly."));
  });
});

describe('store-namespace', () => {
  it('takes the namespace away, and leaves what an alias brings', async () => {
    const store = (reference: string) =>
      storeExample(
        'vault',
        `server: https://a.example\nauth:\n  kubernetes:\n    mountPath: kubernetes\n    role: a\n${reference}`,
      );
    const text = store('    serviceAccountRef:\n      name: a\n      namespace: other # theirs\n');
    const [found] = await tell(text);
    assert.deepEqual([found?.marked, found?.preferred], ['other', text.replace('            namespace: other # theirs\n', '')]);
    const merged = store('    serviceAccountRef: &a {name: a, namespace: other}\n  tokenSecretRef: {<<: *a, key: b}\n');
    assert.deepEqual(
      (await tell(merged)).filter(({ rule }) => rule === 'store-namespace').map(({ fixed }) => fixed.length),
      [1, 0],
    );
  });
});

describe('cluster-store-namespace', () => {
  const store = (auth: string) => `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: kubernetes
spec:
  provider:
    kubernetes:
      remoteNamespace: a
      server:
        caProvider:
          type: ConfigMap
          name: kube-root-ca.crt
          key: ca.crt
${auth}`;

  it('adds the namespace that the store names elsewhere', async () => {
    const text = store('          namespace: reader\n      auth: {token: {bearerToken: {name: a, key: b}}}\n');
    const [found, ...more] = await tell(text);
    assert.deepEqual([found?.rule, found?.marked, more], ['cluster-store-namespace', 'bearerToken', []]);
    assert.equal(found?.preferred, text.replace('{name: a,', '{name: a, namespace: reader,'));
    assert.deepEqual(await tell(found?.preferred ?? ''), []);
  });

  it('suggests the usual one where the store names none', async () => {
    const text = store('      auth:\n        serviceAccount:\n          name: reader\n');
    const [found, ...more] = await tell(text);
    assert.deepEqual([found?.marked, found?.preferred, more], ['caProvider', undefined, []]);
    const line = '          name: kube-root-ca.crt\n';
    assert.deepEqual(found?.fixed, [text.replace(line, `${line}          namespace: external-secrets\n`)]);
  });
});

describe('bad-regexp', () => {
  it('reads the whitelist of a crd store', async () => {
    const rules = '- name: "*-db"\n      namespace: ""\n    - properties: [^spec, "(a"]';
    const text = storeExample('crd', `${crd}server: {caBundle: YQ==}\nwhitelist:\n  rules:\n    ${rules}`);
    assert.deepEqual(
      (await tell(text)).map(({ rule, marked, message }) => [rule, marked, /"crd: invalid \S+ regex/.exec(message)?.[0]]),
      [
        ['bad-regexp', '*', '"crd: invalid whitelist.rules[0].name regex'],
        ['bad-regexp', '"(a"', '"crd: invalid whitelist.rules[1].properties[1] regex'],
      ],
    );
  });
});
