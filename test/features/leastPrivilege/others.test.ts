import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literalStart } from '../../../server/src/features/leastPrivilege/needs.ts';
import { externalSecret, policiesFor, pushSecret, reads, store, writes } from './write.ts';

test('Vault, version 2: as ESO makes paths of keys, with find, metadata and what is pushed', () => {
  const more = `dataFrom:
  - extract:
      key: meta
      metadataPolicy: Fetch
  - find:
      path: dev
      name:
        regexp: ^dev/a-
  - find:
      path: tagged
      tags:
        team: payments`;
  const { titles, texts, pieces } = policiesFor(
    store('v', 'vault:\n  server: https://vault.example\n  path: secret\n  namespace: team a'),
    externalSecret('v', `${reads('prod/db', 'secret/prod/x', 'secret/data/prod/y')}\n${more}`),
    pushSecret('v', `deletionPolicy: Delete\n${writes('out')}`),
  );
  assert.deepEqual(titles, ['Vault policy for SecretStore default/v']);
  assert.equal(pieces[0]?.notes[0], "Write it with: vault policy write -namespace='team a' external-secrets policy.hcl");
  assert.equal(
    texts[titles[0] ?? ''],
    `path "secret/data/dev/a-*" {
  capabilities = ["read"]
}

path "secret/data/out" {
  capabilities = ["create", "delete", "read", "update"]
}

path "secret/data/prod/db" {
  capabilities = ["read"]
}

path "secret/data/prod/x" {
  capabilities = ["read"]
}

path "secret/data/prod/y" {
  capabilities = ["read"]
}

path "secret/data/tagged/*" {
  capabilities = ["read"]
}

path "secret/metadata/dev/*" {
  capabilities = ["list"]
}

path "secret/metadata/meta" {
  capabilities = ["read"]
}

path "secret/metadata/out" {
  capabilities = ["create", "delete", "read", "update"]
}

path "secret/metadata/tagged/*" {
  capabilities = ["list", "read"]
}`,
  );
});

test('Vault without a mount, version 1, and OpenBao', () => {
  const { texts } = policiesFor(
    store('none', 'vault:\n  server: https://a.example'),
    store('one', 'vault:\n  server: https://b.example\n  path: kv\n  version: v1'),
    store('bao', 'openBao:\n  server: https://c.example'),
    externalSecret('none', `${reads('secret/db', 'secret/data/x')}`),
    externalSecret('one', `${reads('db')}\ndataFrom:\n  - find:\n      path: a\n      name:\n        regexp: x`),
    externalSecret('bao', reads('db')),
  );
  const read = (path: string, capabilities = '"read"') => `path "${path}" {\n  capabilities = [${capabilities}]\n}`;
  assert.deepEqual(texts, {
    'Vault policy for SecretStore default/none': [read('secret/data/db'), read('secret/data/x')].join('\n\n'),
    'Vault policy for SecretStore default/one': [read('kv/a/*', '"list", "read"'), read('kv/db')].join('\n\n'),
    'OpenBao policy for SecretStore default/bao': read('kv/data/db'),
  });
});

test('Azure: one role for each kind of object, for the vault, with the narrower scopes named', () => {
  const kv = 'azurekv:\n  vaultUrl: https://app-kv.vault.azure.net\n  identityId: 0000-1';
  const { pieces } = policiesFor(store('a', kv), externalSecret('a', reads('db', 'secret/x', 'key/k', 'cert/c')));
  assert.deepEqual(pieces, [
    {
      title: 'Azure role assignments for key vault app-kv',
      language: 'shellscript',
      text: `scope=$(az keyvault show --name app-kv --query id --output tsv)
az role assignment create --role "Key Vault Reader" --assignee 0000-1 --scope "$scope"
az role assignment create --role "Key Vault Secrets User" --assignee 0000-1 --scope "$scope"`,
      notes: [
        'The assignee is the identity that the store logs in with: the client id of its application or managed identity.',
        'Each role can also be given for single objects: --scope "$scope/certificates/c", --scope "$scope/keys/k", --scope "$scope/secrets/db", --scope "$scope/secrets/x".',
        'A vault that still uses access policies takes its permissions by az keyvault set-policy instead.',
      ],
    },
  ]);
  const pushed = policiesFor(store('a', 'azurekv: {}'), pushSecret('a', writes('db', 'cert/c'))).pieces[0]?.text;
  assert.equal(
    pushed,
    `scope=$(az keyvault show --name '<vault>' --query id --output tsv)
az role assignment create --role "Key Vault Certificates Officer" --assignee '<client-id>' --scope "$scope"
az role assignment create --role "Key Vault Secrets Officer" --assignee '<client-id>' --scope "$scope"`,
  );
});

test('Google Cloud: secret by secret; a find and a push for the project', () => {
  const { texts } = policiesFor(
    store('g', 'gcpsm:\n  projectID: shop\n  location: europe-west3\n  secretVersionSelectionPolicy: LatestOrFetch'),
    externalSecret('g', `${reads('db')}\ndataFrom:\n  - find:\n      name:\n        regexp: ^app-`),
    pushSecret('g', writes('out')),
  );
  const policy = 'gcloud projects add-iam-policy-binding shop --member="$member"';
  assert.equal(
    texts['Google Cloud bindings for project shop'],
    `member='serviceAccount:<service-account>@shop.iam.gserviceaccount.com'
gcloud iam roles create externalSecretsPush --project=shop --permissions=secretmanager.secrets.create,secretmanager.secrets.get,secretmanager.secrets.update,secretmanager.versions.access,secretmanager.versions.add
${policy} --role=projects/shop/roles/externalSecretsPush --condition=None
${policy} --role=roles/secretmanager.secretAccessor --condition='expression=resource.name.extract("/secrets/{name}").startsWith("app-"),title=external-secrets'
${policy} --role=roles/secretmanager.viewer --condition=None
gcloud secrets add-iam-policy-binding db --project=shop --member="$member" --location=europe-west3 --role=roles/secretmanager.secretAccessor
gcloud secrets add-iam-policy-binding db --project=shop --member="$member" --location=europe-west3 --role=roles/secretmanager.viewer`,
  );
  const plain = policiesFor(store('g', 'gcpsm:\n  projectID: shop'), externalSecret('g', reads('db')));
  assert.equal(plain.pieces[0]?.text.split('\n').length, 2);
});

test('what is left out is named, and nothing of it is guessed', () => {
  const aws = 'aws:\n  service: SecretsManager\n  region: {{ .Values.region }}\n  prefix: {{ .Values.prefix }}';
  const { gaps, texts, titles } = policiesFor(
    store('a', aws),
    store('d', 'doppler: {}'),
    store('acm', 'aws:\n  service: CertificateManager\n  region: us-east-1'),
    externalSecret('nope', reads('db')),
    externalSecret('d', reads('x')),
    externalSecret('acm', reads('x')),
    externalSecret(
      'a',
      `${reads('"{{ .Values.key }}"', 'db')}\ndataFrom:\n  - find:\n      path: "{{ .Values.path }}"\n      name:\n        regexp: x`,
    ),
    externalSecret('"{{ .Values.store }}"', reads('db')),
    pushSecret('a', 'dataTo:\n  - storeRef:\n      name: a'),
  );
  assert.deepEqual(gaps, [
    'SecretStore nope is not among the files of this workspace, or names no provider yet.',
    'SecretStore default/d uses doppler, for which no policy is written yet.',
    'SecretStore default/acm uses aws, for which no policy is written yet.',
    '4 entries are left out: templates, labels or patterns decide on their keys or stores.',
  ]);
  assert.deepEqual(JSON.parse(texts[titles[0] ?? ''] ?? '').Statement[0].Resource, [
    'arn:aws:secretsmanager:<region>:<account-id>:secret:<prefix>db-??????',
  ]);
});

test('nothing in a manifest gets out of its place in a command line', () => {
  const project = `a'; rm -rf ~ #`;
  const { pieces } = policiesFor(
    store('g', `gcpsm:\n  projectID: "${project}"`),
    store('z', 'azurekv:\n  vaultUrl: "https://$(id -u).vault.azure.net"\n  identityId: "$(id -u)"'),
    externalSecret('g', reads('"$(id -u)"')),
    externalSecret('z', reads('"$(id -u)"')),
  );
  const texts = pieces.map(({ text }) => text).join('\n');
  const word = `'a'\\''; rm -rf ~ #'`;
  assert.ok(texts.includes(`member='serviceAccount:<service-account>@a'\\''; rm -rf ~ #.iam.gserviceaccount.com'`));
  assert.ok(texts.includes(`gcloud secrets add-iam-policy-binding '$(id -u)' --project=${word} `));
  assert.ok(texts.includes(`--name '<vault>' `) && texts.includes(`--assignee '$(id -u)' `));
  assert.ok(pieces.every(({ notes }) => notes.every((note) => !note.includes('$(id -u)'))));
});

test('what a regular expression says of the beginning of names', () => {
  for (const [expression, start] of [
    ['^prod/x-.*', 'prod/x-'],
    ['^prod/db$', 'prod/db'],
    ['prod/', ''],
    ['^a|^b', ''],
    ['^ab?c', 'a'],
    ['^ab*', 'a'],
    ['^ab{2}', 'a'],
    ['^ab+', 'ab'],
    ['^a\\.b\\.?', 'a.b'],
    ['^(a)', ''],
    ['^', ''],
  ] as const)
    assert.equal(literalStart(expression), start, expression);
});

test('Kubernetes: a Role with the Secrets that are named, and what cannot be narrowed', () => {
  const { titles, texts, gaps } = policiesFor(
    store('k', 'kubernetes:\n  remoteNamespace: shared\n  auth:\n    serviceAccount:\n      name: reader'),
    externalSecret('k', reads('database', 'app.tls', 'database')),
    pushSecret('k', `deletionPolicy: Delete\n${writes('out')}`),
  );
  assert.deepEqual(gaps, []);
  assert.deepEqual(titles, ['Role for ServiceAccount default/reader in namespace shared']);
  assert.equal(
    texts[titles[0] ?? ''],
    `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: external-secrets-reader
  namespace: shared
rules:
  - apiGroups: [""]
    resources: [secrets]
    resourceNames:
      - app.tls
      - database
    verbs: [get]
  - apiGroups: [""]
    resources: [secrets]
    resourceNames:
      - out
    verbs: [get, update]
  - apiGroups: [""]
    resources: [secrets]
    resourceNames:
      - out
    verbs: [delete]
  - apiGroups: [""]
    resources: [secrets]
    verbs: [create]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: external-secrets-reader
  namespace: shared
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: external-secrets-reader
subjects:
  - kind: ServiceAccount
    name: reader
    namespace: default
`,
  );
});

test('Kubernetes: a find needs the whole namespace, and the owner of a token is left open', () => {
  const { pieces } = policiesFor(
    store('k', 'kubernetes:\n  auth:\n    token:\n      bearerToken:\n        name: token\n        key: "a: b"'),
    externalSecret('k', 'dataFrom:\n  - find:\n      tags: {team: payments}'),
  );
  const [piece] = pieces;
  assert.equal(piece?.title, 'Role for the login of k in namespace default');
  assert.match(piece?.text ?? '', /resources: \[secrets\]\n {4}verbs: \[get, list\]\n---/);
  assert.match(piece?.text ?? '', /- kind: User\n {4}name: "<user>"/);
  assert.ok(piece?.notes.some((note) => /cannot be narrowed/.test(note)));
});
