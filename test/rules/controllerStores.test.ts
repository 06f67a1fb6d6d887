import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storeExample } from '../../server/src/rules/storeChecks.ts';
import { type Told, tell } from '../support/applyFixes.ts';

async function says(text: string, ...expected: readonly string[]): Promise<readonly Told[]> {
  const told = await tell(text);
  assert.deepEqual(
    told.map(({ rule, severity, marked }) => `${severity} ${rule}: ${marked}`),
    expected,
    text,
  );
  return told;
}

/** A ClusterSecretStore with the lines given above its provider, indented by two. */
function clusterStore(lines: string): string {
  return `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata:\n  name: a\nspec:\n${lines}  provider:\n    aws:\n      service: SecretsManager\n      region: eu-west-1\n`;
}

const aws = (region: string) => storeExample('aws', `service: SecretsManager\nregion: ${region}`);

describe('unanchored-namespace-regexp', () => {
  const store = (...patterns: readonly string[]) =>
    clusterStore(`  conditions: [{namespaceRegexes: [${patterns.join(', ')}]}]\n`);
  const rule = 'warning unanchored-namespace-regexp';
  it('anchors at both ends, in the quotes that are there', async () => {
    const [told] = await says(store('"team-a-.*"', '^x$'), `${rule}: "team-a-.*"`);
    assert.deepEqual(told?.fixed, [store('"^team-a-.*$"', '^x$')]);
    const [either] = await says(store("'a|b'"), `${rule}: 'a|b'`);
    assert.deepEqual(either?.fixed, [store("'^(?:a|b)$'")]);
    await says(either?.fixed[0] ?? '');
  });
  it('takes one anchor, or none on purpose, for meant', async () => {
    await says(store('^team-', '-prod$', '".*"', '".*team.*"', "'\\Aprod'"));
  });
  it('leaves to others what Go cannot read, and to templates what is theirs', async () => {
    const told = await tell(store('"*-prod"'));
    assert.deepEqual(
      told.map((each) => each.rule),
      ['bad-regexp'],
    );
    await says(store('{{ .Values.namespace }}', '"{{ .Values.namespace }}"', '"${NAMESPACE}"'));
  });
  it('makes no fix of what is not written letter by letter', async () => {
    const [told] = await says(store('"a\\\\d"'), `${rule}: "a\\\\d"`);
    assert.deepEqual(told?.fixed, []);
  });
});

describe('conditions of stores', () => {
  it('mean nothing in a SecretStore', async () => {
    const text = `${aws('eu-west-1')}  conditions: # ours\n    - namespaces: [a]\n`;
    const [told] = await says(text, 'warning conditions-ignored: conditions');
    assert.equal(told?.preferred, aws('eu-west-1'));
    await says(`${aws('eu-west-1')}  conditions: {{ toYaml .Values.conditions }}\n`);
    await says(clusterStore('  conditions:\n    - namespaces: [a]\n'));
  });
  it('are alternatives also within one', async () => {
    const text = clusterStore('  conditions:\n    - namespaces: [a]\n      namespaceRegexes: [^b$]\n');
    const [told] = await says(text, 'information conditions-are-alternatives: namespaceRegexes');
    assert.deepEqual(told?.fixed, [clusterStore('  conditions:\n    - namespaces: [a]\n    - namespaceRegexes: [^b$]\n')]);
    await says(told?.fixed[0] ?? '');
  });
  it('are open to all with an empty selector', async () => {
    await says(
      clusterStore('  conditions:\n    - namespaces: [a]\n      namespaceSelector: {}\n'),
      'warning conditions-are-alternatives: namespaceSelector',
    );
    await says(clusterStore('  conditions:\n    - namespaceSelector: {}\n'));
  });
  it('say nothing where a list is empty or a template chooses', async () => {
    await says(clusterStore('  conditions:\n    - namespaces: []\n      namespaceRegexes: [^b$]\n'));
    await says(
      clusterStore(
        '  conditions:\n    - {{- if .Values.a }}\n      namespaces: [a]\n      {{- else }}\n      namespaceRegexes: [^b$]\n      {{- end }}\n',
      ),
    );
  });
});

describe('namespace-on-cluster-kind', () => {
  it('takes the line away, and leaves templates alone', async () => {
    const text = clusterStore('').replace('  name: a\n', '  name: a\n  namespace: b # why\n');
    const [told] = await says(text, 'information namespace-on-cluster-kind: namespace');
    assert.equal(told?.preferred, clusterStore(''));
    await says(text.replace('b # why', '{{ .Release.Namespace }}'));
  });
});

describe('several-vault-logins', () => {
  const token = 'tokenSecretRef: {name: a, key: b}';
  const kubernetes = 'kubernetes: {mountPath: kubernetes, role: a}';
  const store = (auth: string) => storeExample('vault', `server: https://a.example\npath: secret\nauth:\n${auth}`);
  it('marks what ESO does not look at, whatever comes first in the text', async () => {
    const [told] = await says(store(`  ${kubernetes}\n  ${token}`), 'warning several-vault-logins: kubernetes');
    assert.match(told?.message ?? '', /by tokenSecretRef and never looks at kubernetes/);
  });
  it('looks into generators', async () => {
    const spec = `path: creds/a\nprovider:\n  server: https://a.example\n  auth: {${token}, ${kubernetes}}`;
    const generator = `apiVersion: generators.external-secrets.io/v1alpha1\nkind: VaultDynamicSecret\nmetadata: {name: a}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
    await says(generator, 'warning several-vault-logins: kubernetes');
    const cluster = `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ClusterGenerator\nmetadata: {name: a}\nspec:\n  kind: VaultDynamicSecret\n  generator:\n    vaultDynamicSecretSpec:\n${spec.replace(/^/gm, '      ')}\n`;
    await says(cluster, 'warning several-vault-logins: kubernetes');
  });
  it('is silent where a template chooses one', async () => {
    await says(store(`  {{- if .Values.token }}\n  ${token}\n  {{- else }}\n  ${kubernetes}\n  {{- end }}`));
    await says(store(`  ${token}\n  kubernetes: null`));
  });
});

describe('vault-path-with-data', () => {
  const store = (lines: string) =>
    storeExample('vault', `server: https://a.example\n${lines}\nauth: {tokenSecretRef: {name: a, key: b}}`);
  it('writes the mount, in the quotes that are there', async () => {
    const [told] = await says(store('path: "team/kv/data/"\nversion: v2'), 'warning vault-path-with-data: "team/kv/data/"');
    assert.equal(told?.preferred, store('path: "team/kv"\nversion: v2'));
  });
  it('accepts version 1, where data is a folder, and a mount of that name', async () => {
    await says(store('path: secret/data\nversion: v1'));
    await says(store('path: data'));
    await says(store('path: secret/data\nversion: {{ .Values.version }}'));
    await says(store('path: "{{ .Values.mount }}/data"'));
  });
});

describe('unknown-aws-region', () => {
  it('warns of a slip, and informs of what may be new', async () => {
    const [slip] = await says(aws('us-east1'), 'warning unknown-aws-region: us-east1');
    assert.equal(slip?.preferred, aws('us-east-1'));
    await says(aws('eu-central-1a'), 'warning unknown-aws-region: eu-central-1a');
    const [fresh] = await says(aws('eu-central-9'), 'information unknown-aws-region: eu-central-9');
    assert.equal(fresh?.preferred, undefined);
  });
  it('knows the regions of all partitions, and says nothing of what is like none', async () => {
    for (const region of ['us-gov-west-1', 'cn-northwest-1', 'eusc-de-east-1', 'us-isob-east-1', 'mx-central-1']) {
      await says(aws(region));
    }
    await says(aws('local'));
    await says(aws('"{{ .Values.region }}"'));
    await says(aws('${REGION}'));
    await says(aws('"<region>"'));
  });
  it('looks at generators', async () => {
    const text = (kind: string) =>
      `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a}\nspec:\n  region: us-west2\n`;
    await says(text('ECRAuthorizationToken'), 'warning unknown-aws-region: us-west2');
    await says(text('STSSessionToken'), 'warning unknown-aws-region: us-west2');
  });
});

describe('kubernetes-default-namespace', () => {
  const rest = 'server: {caBundle: YQ==}\nauth: {serviceAccount: {name: reader}}';
  const store = storeExample('kubernetes', rest);
  it('offers the own namespace and the one that is read', async () => {
    const [told] = await says(store, 'information kubernetes-default-namespace: kubernetes');
    const named = (namespace: string) => storeExample('kubernetes', `remoteNamespace: ${namespace}\n${rest}`);
    assert.deepEqual(told?.fixed, [named('team-a'), named('default')]);
  });
  it('accepts a store that is in default, and what a template may hold', async () => {
    await says(store.replace('namespace: team-a', 'namespace: default'));
    await says(store.replace('namespace: team-a', 'namespace: {{ .Release.Namespace }}'));
    await says(storeExample('kubernetes', `${rest}\n{{- include "namespace" . | nindent 6 }}`));
  });
});

describe('secret-in-clear', () => {
  const secretserver = (password: string) =>
    storeExample('secretserver', `serverURL: https://a.example\nusername: {value: eso}\npassword: ${password}`);
  it('does not repeat the secret, and says nothing of the user name', async () => {
    const [told] = await says(secretserver('{value: swordfish}'), 'warning secret-in-clear: value');
    assert.doesNotMatch(told?.message ?? '', /swordfish/);
    assert.deepEqual(told?.fixed, [secretserver('{secretRef: {name: "secretserver-credentials", key: "password"}}')]);
    assert.deepEqual(await tell(told?.fixed[0] ?? ''), []);
  });
  it('is silent where the value comes from elsewhere', async () => {
    await says(secretserver('{value: "{{ .Values.password }}"}'));
    await says(secretserver('{value: "${PASSWORD}"}'));
    await says(secretserver('{value: "<password>"}'));
  });
});

describe('controller-class', () => {
  it('looks at stores and generators, and knows the class of a default install', async () => {
    const store = (name: string) => clusterStore(`  controller: ${name}\n`);
    await says(store('dev'), 'information controller-class: dev');
    await says(store('default'));
    await says(store('{{ .Values.class }}'));
    await says(
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: ClusterGenerator\nmetadata: {name: a}\nspec:\n  kind: Fake\n  generator: {fakeSpec: {controller: dev, data: {a: b}}}\n',
      'information controller-class: dev',
    );
  });
});

describe('invalid-azurekv-store', () => {
  const azure = (lines: string) => storeExample('azurekv', `vaultUrl: https://a.example\n${lines}`);
  it('adds the login that the other fields speak for', async () => {
    const text = azure('serviceAccountRef:\n  name: a');
    const [told] = await says(text, 'error invalid-azurekv-store: azurekv');
    assert.equal(told?.preferred, azure('authType: WorkloadIdentity\nserviceAccountRef:\n  name: a'));
    assert.match(told?.message ?? '', /tenantId is missing: without authType ESO logs in as a service principal/);
    await says(told?.preferred ?? '');
    const [managed] = await says(azure('authType: ServicePrincipal\nidentityId: a'), 'error invalid-azurekv-store: azurekv');
    assert.equal(managed?.preferred, azure('authType: ManagedIdentity\nidentityId: a'));
  });
  it('takes a written credential for the one that is meant', async () => {
    const [told] = await tell(azure('serviceAccountRef: {name: a}\nauthSecretRef: {clientId: {name: a, key: b}}'));
    assert.deepEqual([told?.rule, told?.fixed], ['invalid-azurekv-store', []]);
  });
  it('is silent where a template may hold the login', async () => {
    await says(azure('{{- include "auth" . | nindent 6 }}'));
    await says(azure('authType: {{ .Values.authType }}'));
    await says(azure('tenantId: {{ .Values.tenant }}\nauthSecretRef:\n  {{- toYaml .Values.auth | nindent 8 }}'));
    await says(azure('tenantId: <tenant>\nauthSecretRef: {clientId: {name: a, key: b}, clientSecret: {name: a, key: c}}'));
  });
});

describe('value-without-meaning', () => {
  it('names what ESO knows, and writes what is meant', async () => {
    const gcp = (policy: string) => storeExample('gcpsm', `projectID: a\nsecretVersionSelectionPolicy: ${policy}`);
    const [told] = await says(gcp('"latestOrFetch"'), 'warning value-without-meaning: "latestOrFetch"');
    assert.equal(told?.preferred, gcp('"LatestOrFetch"'));
    const [other] = await says(gcp('newest'), 'warning value-without-meaning: newest');
    assert.deepEqual(other?.fixed, []);
    for (const good of ['LatestOrFetch', 'LatestOrFail', '""', '{{ .Values.policy }}']) await says(gcp(good));
  });
});
