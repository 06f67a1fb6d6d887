import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allProviderFacts } from '../../server/src/model/providerFacts/providerFacts.ts';
import { dataOf, marked, markedIn, pusher, reader, said, storeOf } from '../support/providerExamples.ts';

const any = (provider: string, more = {}) => storeOf(`${provider}: {}`, more);

describe('what is said by the provider of a store', () => {
  const rule = 'provider-version';
  const versioned = dataOf('key: k, version: "2"');

  it('needs a store, and one that is certain', async () => {
    assert.deepEqual(await marked(rule, any('doppler') + versioned), ['"2"']);
    assert.deepEqual(await marked(rule, versioned), []);
    assert.deepEqual(await marked(rule, any('doppler', { name: 'other' }) + versioned), []);
    assert.deepEqual(await marked(rule, any('doppler', { kind: 'SecretStore', namespace: 'team' }) + versioned), []);
    assert.deepEqual(await marked(rule, storeOf('{{ .Values.provider }}: {}') + versioned), []);
    assert.deepEqual(await marked(rule, storeOf('{{- toYaml .Values.provider | nindent 4 }}') + versioned), []);
    const chosen = storeOf(
      '{{- if .Values.doppler }}\n    doppler: {}\n    {{- end }}\n    {{- with .Values.other }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}',
    );
    assert.deepEqual(await marked(rule, chosen + versioned), []);
    assert.deepEqual(await marked(rule, any('provider-of-tomorrow') + versioned), []);
    assert.deepEqual(await marked(rule, storeOf('vault: {version: {{ .Values.version }}}') + versioned), []);
  });
  it('holds for all definitions of the store or is not said', async () => {
    const [told] = await said(rule, any('doppler') + any('doppler') + versioned);
    assert.equal(told?.marked, '"2"');
    assert.deepEqual(await marked(rule, any('doppler') + any('gcpsm') + versioned), []);
    assert.deepEqual(await marked(rule, any('doppler') + storeOf('{{ .Values.p }}: {}') + versioned), []);
    const parameters = (prefix: string) => storeOf(`aws: {service: ParameterStore, region: eu-central-1, prefix: ${prefix}}`);
    const key = dataOf('key: a/b');
    assert.deepEqual(await marked('refused-key', parameters('""') + parameters('/x/') + key), []);
    assert.deepEqual(await marked('refused-key', parameters('x/') + parameters('x/') + key), ['a/b']);
  });
  it('goes by the store of the entry, and by the namespace of a SecretStore', async () => {
    const own = reader(
      '  data:\n    - {secretKey: a, remoteRef: {key: k, version: "1"}, sourceRef: {storeRef: {name: o, kind: ClusterSecretStore}}}\n    - {secretKey: b, remoteRef: {key: k, version: "2"}}',
    );
    assert.deepEqual(await marked(rule, any('gcpsm') + any('doppler', { name: 'o' }) + own), ['"1"']);
    const namespaced = versioned.replace(', kind: ClusterSecretStore', '');
    const inNamespace = (namespace: string, provider: string) => any(provider, { kind: 'SecretStore', namespace });
    assert.deepEqual(await marked(rule, inNamespace('team', 'doppler') + inNamespace('m', 'gcpsm') + namespaced), ['"2"']);
    assert.deepEqual(await marked(rule, inNamespace('m', 'doppler') + namespaced), []);
    // Whichever namespace the template comes to.
    const templated = namespaced.replace('namespace: team', 'namespace: {{ .Release.Namespace }}');
    assert.deepEqual(await marked(rule, inNamespace('team', 'doppler') + inNamespace('m', 'gcpsm') + templated), []);
    assert.deepEqual(await marked(rule, inNamespace('team', 'doppler') + templated), ['"2"']);
  });
  it('holds for SecretStores of every namespace where a kustomization gives another', async () => {
    const files = {
      'a.yaml': versioned.replace(', kind: ClusterSecretStore', ''),
      'own.yaml': any('doppler', { kind: 'SecretStore', namespace: 'team' }),
      'other.yaml': any('gcpsm', { kind: 'SecretStore', namespace: 'm' }),
    };
    assert.deepEqual(await markedIn(rule, files), ['a.yaml: "2"']);
    const renamed = 'kind: Kustomization\nnamespace: m\nresources: [a.yaml]\n';
    assert.deepEqual(await markedIn(rule, { ...files, 'kustomization.yaml': renamed }), []);
  });
  it('knows every provider that ESO has, and none besides', () => {
    const files = readdirSync(join(import.meta.dirname, '../../schemas/providers'));
    const providers = new Set(files.map((file) => file.split('.')[0] ?? ''));
    for (const removed of ['alibaba', 'device42']) providers.delete(removed);
    const known = new Set([...allProviderFacts.keys()].map((id) => id.split('/')[0] ?? ''));
    assert.deepEqual([...known].sort(), [...providers].sort());
  });
});

describe('push-to-read-only-store and read-from-write-only-store', () => {
  const push = pusher('  data: [{match: {secretKey: a, remoteRef: {remoteKey: b}}}]');

  it('mark the store', async () => {
    for (const provider of ['gitlab', 'conjur', 'ibm', 'onboardbase', 'openBao']) {
      assert.deepEqual(await marked('push-to-read-only-store', any(provider) + push), ['s'], provider);
    }
    assert.deepEqual(await marked('push-to-read-only-store', storeOf('onepasswordSDK: {environment: e}') + push), ['s']);
    for (const provider of ['github', 'ngrok']) {
      assert.deepEqual(await marked('read-from-write-only-store', any(provider) + dataOf('key: k')), ['s'], provider);
    }
  });
  it('are silent where ESO does push, where nothing is pushed, and where the store is not read from', async () => {
    for (const store of [any('doppler'), any('pulumi'), any('github'), any('vault'), storeOf('onepasswordSDK: {vault: v}')]) {
      assert.deepEqual(await marked('push-to-read-only-store', store + push), [], store);
    }
    assert.deepEqual(await marked('push-to-read-only-store', any('gitlab') + pusher('  data: []')), []);
    const elsewhere = reader('  data: [{secretKey: a, remoteRef: {key: k}, sourceRef: {storeRef: {name: o}}}]');
    assert.deepEqual(await marked('read-from-write-only-store', any('github') + elsewhere), []);
  });
});

describe('webhook-secret-label', () => {
  const rule = 'webhook-secret-label';
  const store = (more = '', place = { kind: 'SecretStore', namespace: 'team' }) =>
    storeOf(`webhook: {url: https://x, secrets: [{name: l, secretRef: {name: login${more}}}]}`, place);
  const secret = (more: string, namespace = 'team') =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\n  namespace: ${namespace}\n${more}---\n`;

  it('speaks about a Secret beside the store that has no label or another', async () => {
    assert.deepEqual(await marked(rule, store() + secret('')), ['login']);
    assert.deepEqual(await marked(rule, store() + secret('  labels: {external-secrets.io/type: other}\n')), ['login']);
    const cluster = store(', namespace: team', { kind: 'ClusterSecretStore', namespace: '' });
    assert.deepEqual(await marked(rule, cluster + secret('')), ['login']);
    const elsewhere = secret('  labels: {external-secrets.io/type: webhook}\n', 'm');
    assert.deepEqual(await marked(rule, store() + secret('') + elsewhere), ['login']);
  });
  it('is silent for labelled, templated, other and unknown Secrets', async () => {
    assert.deepEqual(await marked(rule, store() + secret('  labels: {external-secrets.io/type: webhook}\n')), []);
    assert.deepEqual(await marked(rule, store() + secret('  labels:\n    {{- include "labels" . | nindent 4 }}\n')), []);
    assert.deepEqual(await marked(rule, store() + secret('', 'm')), []);
    assert.deepEqual(await marked(rule, store()), []);
    const cluster = store('', { kind: 'ClusterSecretStore', namespace: '' });
    assert.deepEqual(await marked(rule, cluster + secret('')), []);
    const nowhere = secret('').replace('  namespace: team\n', '');
    assert.deepEqual(await marked(rule, cluster + nowhere), []);
    assert.deepEqual(await marked(rule, store() + nowhere), []);
    const both = secret('') + secret('  labels: {external-secrets.io/type: webhook}\n');
    assert.deepEqual(await marked(rule, store() + both), []);
  });
});

describe('service-account-annotation', () => {
  const rule = 'service-account-annotation';
  const place = { kind: 'SecretStore', namespace: 'team' };
  const account = (annotations: string, namespace = 'team') =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: reader\n  namespace: ${namespace}\n  annotations: {${annotations}}\n---\n`;
  const aws = storeOf(
    'aws: {service: SecretsManager, region: eu-central-1, role: "arn:aws:iam::1:role/r", auth: {jwt: {serviceAccountRef: {name: reader}}}}',
    place,
  );
  const azure = (more = '') =>
    storeOf(`azurekv: {vaultUrl: https://x, authType: WorkloadIdentity, serviceAccountRef: {name: reader}${more}}`, place);

  it('misses the role of AWS, whatever role the store has', async () => {
    assert.deepEqual(await marked(rule, aws + account('')), ['reader']);
    assert.deepEqual(await marked(rule, aws + account('eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/r"')), []);
    assert.deepEqual(await marked(rule, aws + account('eks.amazonaws.com/role-arn: {{ .Values.arn }}')), []);
    assert.deepEqual(await marked(rule, aws + account('', 'm')), []);
    assert.deepEqual(await marked(rule, aws), []);
    const referent = aws.replace('kind: SecretStore', 'kind: ClusterSecretStore').replace(', namespace: team', '');
    assert.deepEqual(await marked(rule, referent + account('')), []);
    assert.deepEqual(await marked(rule, referent + account('').replace('  namespace: team\n', '')), []);
  });
  it('looks into the same folder only, and not where overlays may patch', async () => {
    const bare = account('');
    assert.deepEqual(await markedIn(rule, { 'a/store.yaml': aws, 'a/account.yaml': bare }), ['a/store.yaml: reader']);
    assert.deepEqual(await markedIn(rule, { 'a/store.yaml': aws, 'b/account.yaml': bare }), []);
    const kustomization = 'kind: Kustomization\nresources: [store.yaml, account.yaml]\n';
    const files = { 'a/store.yaml': aws, 'a/account.yaml': bare, 'a/kustomization.yaml': kustomization };
    assert.deepEqual(await markedIn(rule, files), []);
  });
  it('misses the client of Azure, and finds a tenant too many', async () => {
    const [client, tenant] = ['azure.workload.identity/client-id: c', 'azure.workload.identity/tenant-id: t'];
    assert.deepEqual(await marked(rule, azure() + account('')), ['reader']);
    assert.deepEqual(await marked(rule, azure() + account(client)), []);
    assert.deepEqual(await marked(rule, azure() + account(`${client}, ${tenant}`)), []);
    assert.match((await said(rule, azure(', tenantId: t') + account(`${client}, ${tenant}`)))[0]?.message ?? '', /tenantId/);
    assert.deepEqual(await marked(rule, azure(', authSecretRef: {clientId: {name: a, key: b}}') + account('')), []);
    assert.deepEqual(await marked(rule, azure(', useAzureSDK: true') + account('')), []);
  });
});
