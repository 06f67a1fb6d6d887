import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storeSkeleton } from '../../../server/src/features/refactorings/storeSkeletons.ts';
import { allSnippets } from '../../../server/src/features/snippets/catalogue.ts';
import { tell } from '../../support/applyFixes.ts';
import { awsStore, externalSecret } from '../lab.ts';
import { createBench } from './bench.ts';

const data = '  data:\n    - secretKey: a\n      remoteRef:\n        key: x\n';

describe('generating the missing store', () => {
  const missing = externalSecret(data).replace('name: aws-secretsmanager', 'name: mi│ssing');
  const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: missing
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: <region>
      auth:
        jwt:
          serviceAccountRef:
            name: external-secrets
`;

  it('writes it below, and in a file beside', async () => {
    const { refactored, files } = createBench();
    assert.equal(await refactored(missing, 'Generate SecretStore missing below'), `${missing.replace('│', '')}---\n${store}`);
    assert.deepEqual(await files(missing, 'Generate SecretStore missing in missing.yaml'), {
      'file:///w/app/missing.yaml': store,
    });
  });

  it('ends the last line first, in the line breaks of the file', async () => {
    const windows = (text: string) => text.replace(/\n/g, '\r\n');
    assert.equal(
      await createBench().refactored(windows(missing).trimEnd(), 'Generate SecretStore missing below'),
      windows(`${missing.replace('│', '')}---\n${store}`),
    );
  });

  it('takes the provider that the workspace uses most', async () => {
    const vault = awsStore.replace(/ {4}aws:[\s\S]*/, '    vault: {}\n');
    const files = {
      'file:///w/a.yaml': awsStore,
      'file:///w/b.yaml': vault.replace('aws-', 'b-'),
      'file:///w/c.yaml': vault.replace('aws-', 'c-'),
    };
    const cluster = missing.replace('mi│ssing', 'mi│ssing\n    kind: ClusterSecretStore');
    const text = await createBench({ files }).refactored(cluster, 'Generate ClusterSecretStore missing below');
    assert.match(text, /kind: ClusterSecretStore\nmetadata:\n {2}name: missing\nspec:\n {2}provider:\n {4}vault:\n/);
  });

  it('is not offered where there is the store, of whatever kind, or where no file can be made', async () => {
    const generating = async (fixture: string, bench = createBench()) =>
      (await bench.titles(fixture)).filter((title) => title.startsWith('Generate'));
    assert.deepEqual(await generating(externalSecret(data).replace('aws-', 'aw│s-')), []);
    assert.deepEqual(await generating(missing.replace('mi│ssing', 'aws-secrets│manager\n    kind: ClusterSecretStore')), []);
    assert.deepEqual(await generating(missing.replace('mi│ssing', '"{{ .Val│ues.store }}"')), []);
    assert.deepEqual(await generating(`${missing}  target: {name: {{ .x }}}\n`), [
      'Generate SecretStore missing in missing.yaml',
    ]);
    assert.deepEqual(await generating(missing, createBench({ client: { createsFiles: false } })), [
      'Generate SecretStore missing below',
    ]);
  });

  it('writes stores that the linter has nothing to say about', async () => {
    const providers = new Set(allSnippets.stores.map(({ provider }) => provider));
    for (const provider of providers) {
      for (const kind of ['SecretStore', 'ClusterSecretStore']) {
        const spec = { provider: { [provider]: storeSkeleton(provider, 'a.b', kind === 'ClusterSecretStore') } };
        const text = JSON.stringify({ apiVersion: 'external-secrets.io/v1', kind, metadata: { name: 'a.b' }, spec }, null, 2);
        assert.deepEqual(
          (await tell(text))
            .map(({ message }) => message)
            .filter((message) => !message.startsWith('The fake provider is meant for tests')),
          [],
          `${kind} ${provider}`,
        );
      }
    }
  });
});

describe('converting a store', () => {
  const uri = 'file:///w/store.yaml';
  const user = externalSecret(data);
  const clusterStore = awsStore
    .replace('kind: SecretStore', 'kind: ClusterSecretStore')
    .replace('  namespace: default\n', '')
    .replace('name: external-secrets\n', 'name: external-secrets\n            namespace: default\n');
  const clusterUser = user.replace(
    '    name: aws-secretsmanager\n',
    '    name: aws-secretsmanager\n    kind: ClusterSecretStore\n',
  );
  const marked = (text: string) => text.replace('kind: ', 'ki│nd: ');
  const toCluster = 'Convert to ClusterSecretStore';
  const toNamespaced = 'Convert to SecretStore';

  it('to a ClusterSecretStore: with the namespaces that admission wants, and all who name it', async () => {
    const push = (kind: string) =>
      `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: p, namespace: default}\nspec:\n  secretStoreRefs: [{name: aws-secretsmanager, kind: ${kind}}] # here\n  selector: {secret: {name: x}}\n`;
    const inEntry = '      sourceRef: {storeRef: {name: aws-secretsmanager, kind: "SecretStore"}}\n';
    const files = {
      'file:///w/a.yaml': `${user}---\n${push('SecretStore')}`,
      'file:///w/b.yaml': user.replace('aws-secretsmanager', 'other') + inEntry,
      'file:///w/elsewhere.yaml': user.replace('namespace: default', 'namespace: elsewhere'),
    };
    const result = await createBench({ files, uri }).files(marked(awsStore), toCluster);
    assert.deepEqual(result, {
      [uri]: clusterStore,
      'file:///w/a.yaml': `${clusterUser}---\n${push('ClusterSecretStore')}`,
      'file:///w/b.yaml': user.replace('aws-secretsmanager', 'other') + inEntry.replace('"SecretStore"', '"ClusterSecretStore"'),
    });
  });

  it('to a ClusterSecretStore: also where a reference names another namespace, which it keeps', async () => {
    const far = '            namespace: external-secrets\n';
    const store = awsStore.replace('name: external-secrets\n', `name: external-secrets\n${far}`);
    const files = { 'file:///w/a.yaml': user };
    const result = await createBench({ files, uri }).files(store.replace('namespace: ext', 'namespace: e│xt'), toCluster);
    const cluster = clusterStore.replace('            namespace: default\n', far);
    assert.deepEqual(result, { [uri]: cluster, 'file:///w/a.yaml': clusterUser });
  });

  it('to a SecretStore: of the namespace of those who use it', async () => {
    const files = { 'file:///w/a.yaml': clusterUser };
    const labels = (text: string) => text.replace('spec:\n', '  labels:\n    a: b # c\nspec:\n');
    const result = await createBench({ files, uri }).files(marked(labels(clusterStore)), toNamespaced);
    const kind = user.replace('    name: aws-secretsmanager\n', '    name: aws-secretsmanager\n    kind: SecretStore\n');
    assert.deepEqual(result, { [uri]: labels(awsStore), 'file:///w/a.yaml': kind });
  });

  it('to a ClusterSecretStore where a SecretStore refers to another namespace, also if it names none itself', async () => {
    const foreign = awsStore.replace('name: external-secrets\n', 'name: external-secrets\n            namespace: eso\n');
    const at = (text: string) => text.replace('namespace: eso', 'namespace: es│o');
    const converted = foreign.replace('kind: S', 'kind: ClusterS').replace('  namespace: default\n', '');
    const files = (text: string) => ({ 'file:///w/a.yaml': text });
    assert.deepEqual(await createBench({ files: files(user), uri }).files(at(foreign), toCluster), {
      [uri]: converted,
      'file:///w/a.yaml': clusterUser,
    });
    const unnamed = (text: string) => text.replace('  namespace: default\n', '');
    assert.deepEqual(await createBench({ files: files(unnamed(user)), uri }).files(at(unnamed(foreign)), toCluster), {
      [uri]: converted,
      'file:///w/a.yaml': unnamed(clusterUser),
    });
    assert.match(
      await createBench({ files: files(user), uri }).reason(at(unnamed(foreign)), toCluster),
      /in a namespace, which the store does not name/,
    );
  });

  it('says why it cannot be done', async () => {
    const reason = (fixture: string, title: string, text: string) =>
      createBench({ files: { 'file:///w/a.yaml': text }, uri }).reason(marked(fixture), title);
    assert.match(
      await reason(awsStore, toCluster, user.replace('  namespace: default\n', '')),
      /^ExternalSecret db-credentials in a\.yaml names this store without/,
    );
    assert.match(
      await reason(awsStore, toCluster, user.replace('aws-secretsmanager\n', 'aws-secretsmanager\n    kind:\n')),
      /cannot be changed safely/,
    );
    assert.match(await reason(clusterStore, toNamespaced, user), /not known/);
    const far = clusterUser.replace('namespace: default', 'namespace: far');
    assert.match(await reason(clusterStore, toNamespaced, far), /reads what it needs from namespace default, but is used in far/);
    assert.match(await reason(clusterStore, toNamespaced, `${clusterUser}---\n${far}`), /several namespaces/);
  });

  it('is not offered where the outcome is not certain', async () => {
    const offered = async (fixture: string) =>
      (await createBench({ files: {}, uri }).titles(fixture)).filter((title) => title.startsWith('Convert'));
    assert.deepEqual(await offered(marked(awsStore)), [toCluster]);
    assert.deepEqual(await offered(marked(clusterStore)), [toNamespaced]);
    const patched = 'resources: [store.yaml]\npatches: [{path: a.yaml, target: {kind: SecretStore}}]\n';
    const kustomized = createBench({ files: { 'file:///w/kustomization.yaml': patched }, uri });
    assert.deepEqual(await kustomized.titles(marked(awsStore)), [], 'a patch is laid over it');
    const renamed = createBench({ files: { 'file:///w/kustomization.yaml': 'resources: [store.yaml]\nnamePrefix: a-\n' }, uri });
    assert.deepEqual(await renamed.titles(marked(awsStore)), [], 'it gets another name');
    assert.deepEqual(await offered(awsStore.replace('reg', 're│g')), [], 'elsewhere');
    assert.deepEqual(await offered(marked(awsStore.replace('  namespace: default\n', ''))), [], 'no namespace');
    assert.deepEqual(await offered(marked(awsStore.replace('namespace: default', 'namespace: {{ .x }}'))), [], 'template text');
    assert.deepEqual(
      await offered(marked(awsStore.replace('namespace: default', 'namespace: default # ours'))),
      [],
      'a comment that would go',
    );
    assert.deepEqual(await offered(marked(awsStore.replace('aws:', 'webhook:'))), [], 'references that are not known');
    assert.deepEqual(
      await offered(marked(clusterStore.replace('  provider:', '  conditions: [{namespaces: [a]}]\n  provider:'))),
      [],
      'conditions',
    );
  });
});
