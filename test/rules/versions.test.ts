import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgedBy } from '../../server/src/schema/operatorVersion.ts';
import { tell } from '../support/applyFixes.ts';

const store = (provider: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: a, namespace: b}
spec:
  provider:
    ${provider}
`;
/** A provider that ESO 2.9 has and 1.3 does not, and one that neither has. */
const [added, made] = ['nebiusmysterybox: {auth: {tokenSecretRef: {name: a, key: b}}}', 'madeup: {}'];
const old = store('fake: {data: []}').replace('/v1', '/v1beta1');

async function said(text: string, version?: string): Promise<readonly string[]> {
  const told = await tell(text, version);
  return told
    .filter(({ rule }) => ['unknown-field', 'unserved-version', 'unknown-kind'].includes(rule))
    .map(({ rule, severity }) => `${severity} ${rule}`);
}

describe('a slip in the name of the API group', () => {
  const secret = (group: string) =>
    `apiVersion: ${group}/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {dataFrom: [{extract: {key: k}}], secretStoreRef: {name: s}}\n`;
  it('is told and mended', async () => {
    for (const group of ['external-secret.io', 'externalsecrets.io', 'external-secrets.com']) {
      const told = await tell(secret(group));
      assert.deepEqual(
        told.map(({ rule, marked, preferred }) => [rule, marked, preferred]),
        [['unknown-kind', `${group}/v1`, secret('external-secrets.io')]],
      );
    }
  });
  it('is not seen in groups and kinds of others', async () => {
    assert.deepEqual(await tell(secret('kubernetes-client.io')), []);
    assert.deepEqual(await tell(secret('external-secret.io').replace('kind: ExternalSecret', 'kind: Widget')), []);
  });
});

describe('the ESO version', () => {
  it('that lies between two known ones gets an error only where both give it', async () => {
    assert.deepEqual(await said(store(made), '1.9.0'), ['error unknown-field']);
    assert.deepEqual(await said(store(added), '2.9.0'), []);
    assert.deepEqual(await said(store(added), '1.3.2'), ['error unknown-field']);
    assert.deepEqual(await said(store(added), '1.9.0'), [], 'it came somewhere in between');
    assert.deepEqual(await said(old, '0.16.2'), []);
    assert.deepEqual(await said(old, '1.3.2'), ['error unserved-version']);
    assert.deepEqual(await said(old, '0.17.0'), [], 'who knows');
  });

  it('that is newer than all known ones may have what is unknown', async () => {
    const [told] = await tell(store(made), '2.12.1');
    assert.equal(told?.severity, 'warning');
    assert.match(told?.message ?? '', /The newest ESO known here is 2\.9\.0; 2\.12\.1 may have it\.$/);
    assert.deepEqual(await said(old, '2.12.1'), ['error unserved-version'], 'what is gone does not come back');
    assert.deepEqual(await said(store(made), '2.9.7'), ['error unknown-field'], 'a patch release adds no field');
  });

  it('that is newer may take less of a back end or generator, but no less of what is common to all', async () => {
    const severities = async (text: string, version: string) =>
      (await tell(text, version))
        .filter(({ rule }) => !/unknown-store|hint/.test(rule))
        .map(({ rule, severity }) => `${severity} ${rule}`);
    const login = store('gitlab: {auth: {SecretRef: {accessToken: {name: a, key: b}}}}');
    assert.deepEqual(await severities(login, '2.9.0'), ['error invalid-gitlab-store']);
    assert.deepEqual(await severities(login, '2.12.0'), ['warning invalid-gitlab-store']);
    const pulumi = store('pulumi: {organization: a, project: b, environment: c}');
    assert.deepEqual(await severities(pulumi, '2.9.0'), ['error cel-rule']);
    assert.deepEqual(await severities(pulumi, '2.12.0'), ['warning cel-rule']);
    const secret =
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  secretStoreRef: {name: a}\n';
    const incomplete = `${secret}  refreshInterval: 30\n  data: [{secretKey: a, remoteRef: {property: b}}]\n`;
    assert.deepEqual(await severities(incomplete, '2.12.0'), ['error wrong-type', 'error missing-field']);
  });

  it('is named where a field is not known', async () => {
    const [told] = await tell(store(made));
    assert.match(told?.message ?? '', /^"madeup" is not a field of spec\.provider in ESO 2\.9: /);
    const [old] = await tell(store(added), '1.3.2');
    assert.match(old?.message ?? '', / in ESO 1\.3: /);
  });

  it('is the newest known one where none is named', async () => {
    assert.deepEqual(await said(store(made)), ['error unknown-field']);
    assert.deepEqual(judgedBy(['0.10.7', '0.16.2'], 'latest'), { versions: ['0.16.2'], isNewer: false });
    assert.deepEqual(judgedBy(['0.10.7', '0.16.2'], '0.9'), { versions: ['0.10.7'], isNewer: false });
    assert.deepEqual(judgedBy(['0.10.7', '0.16.2'], 'v0.12.0'), { versions: ['0.10.7', '0.16.2'], isNewer: false });
  });
});
