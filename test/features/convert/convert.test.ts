// A plain Secret, or a .env file, and what becomes of it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extensionCommands } from '../../../server/src/features/context.ts';
import { createLanguageService } from '../../../server/src/languageService.ts';
import type { ConvertAnswers } from '../../../server/src/protocol.ts';
import { readMarker } from '../../support/marker.ts';
import { createMemoryHost } from '../../support/memoryHost.ts';
import { serviceOptions } from '../../support/service.ts';
import { awsStore } from '../lab.ts';

const store = { kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default' } as const;
const uri = 'file:///w/shop/secret.yaml';

/** Values of every form in which they stand below. */
const planted = ['hunter2hunter2', Buffer.from('hunter2hunter2').toString('base64'), 'aHVudGVy'];

const secret = `# the database
apiVersion: v1
kind: Secret
metadata:
  name: db│
  namespace: default
  labels:
    app: shop
    "on": "true"
  annotations:
    note: kept
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Secret","stringData":{"password":"hunter2hunter2"}}
type: kubernetes.io/basic-auth
immutable: true
data:
  username: ${Buffer.from('hunter2hunter2').toString('base64')}
  keystore.p12: MIIE//79gICAgA==
stringData:
  password: hunter2hunter2
`;

async function workspace(files: Readonly<Record<string, string>> = {}) {
  const host = createMemoryHost({ files: { 'file:///w/store.yaml': awsStore, ...files } });
  const service = createLanguageService(host, serviceOptions({ client: { commands: extensionCommands } }));
  await service.indexWorkspace();
  const convert = async (fixture: string, answers: ConvertAnswers = {}, languageId = 'yaml') => {
    const { text, offset } = readMarker(fixture);
    service.open(uri, languageId, 1, text);
    const before = text.slice(0, offset).split('\n');
    const place = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const made = await service.conversions.convert({ uri, ...place, answers: { store, ...answers } });
    for (const value of planted) assert.ok(!JSON.stringify(made).includes(value), `${value} was told`);
    return made;
  };
  /** What the linter has to say of the manifest, in a file of its own beside the Secret. */
  const findings = async (text: string) => {
    service.open('file:///w/shop/made.yaml', 'yaml', 1, text);
    return (await service.diagnose('file:///w/shop/made.yaml'))?.map(({ code, message }) => `${code}: ${message}`);
  };
  return { host, service, convert, findings };
}

const manifest = (spec: string, name = 'db', namespace = 'default') => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}
${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:
${spec}`;

const storeRef = '  secretStoreRef:\n    name: aws-secretsmanager\n    kind: SecretStore\n';

describe('a plain Secret', () => {
  it('becomes an ExternalSecret that makes the same Secret', async () => {
    const { convert, findings } = await workspace();
    const { below, outcome, steps, text = '' } = await convert(secret);
    assert.equal(outcome, 'done');
    assert.equal(
      text,
      manifest(`  refreshPolicy: CreatedOnce
${storeRef}  target:
    name: db
    immutable: true
    template:
      type: kubernetes.io/basic-auth
      metadata:
        labels:
          app: shop
          "on": "true"
        annotations:
          note: kept
  data:
    - secretKey: username
      remoteRef:
        key: default/db
        property: username
    - secretKey: keystore.p12
      remoteRef:
        key: default/db
        property: keystore_p12
        decodingStrategy: Base64
    - secretKey: password
      remoteRef:
        key: default/db
        property: password
`),
    );
    assert.deepEqual(await findings(text), []);
    assert.equal(below?.newText, `---\n${text}`);
    assert.deepEqual(below?.at, { line: 20, character: 0 });
    const all = steps.join('\n');
    assert.match(all, /as JSON under "default\/db" with the properties username, keystore_p12, password/);
    assert.match(all, /keystore\.p12.*Base64/);
    assert.match(all, /decoded text/);
    assert.match(all, /last-applied-configuration/);
    assert.match(all, /still holds the values[\s\S]*history in Git/);
  });

  it('may have a secret of the vault for each key, or all properties of one', async () => {
    const { convert, findings } = await workspace();
    const plain = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db│}\nstringData: {user-name: a, PASSWORD: b}\n';
    const perKey = await convert(plain, { layout: 'keys', key: 'prod/{KEY}' });
    assert.equal(
      perKey.text,
      manifest(
        `  refreshInterval: 1h\n${storeRef}  target:\n    name: db\n  data:\n    - secretKey: user-name\n      remoteRef:\n        key: prod/USER_NAME\n    - secretKey: PASSWORD\n      remoteRef:\n        key: prod/PASSWORD\n`,
        'db',
        '',
      ),
    );
    const extracted = await convert(plain, { layout: 'extract', key: 'prod/db' });
    assert.ok(extracted.text?.endsWith('  dataFrom:\n    - extract:\n        key: prod/db\n'), extracted.text);
    for (const { text = '' } of [perKey, extracted]) assert.deepEqual(await findings(text), []);
    assert.match((await convert(plain, { layout: 'keys', key: 'prod/db' })).message, /\{key\}/);
    assert.equal((await convert(plain, { keys: ['PASSWORD'] })).text?.match(/secretKey/g)?.length, 1);
  });

  it('is written as its file is', async () => {
    const { convert } = await workspace();
    const made = await convert(
      'apiVersion: "v1"\r\nkind: "Secret"\r\nmetadata:\r\n    name: "db│"\r\nstringData:\r\n    a: "b"\r\n',
    );
    assert.ok(
      made.text?.startsWith('apiVersion: "external-secrets.io/v1"\r\nkind: "ExternalSecret"\r\nmetadata:\r\n    name: "db"\r\n'),
    );
    assert.ok(!/[^\r]\n/.test(made.text ?? ''));
  });

  it('is found among several documents and in a List', async () => {
    const { convert } = await workspace();
    const two = `apiVersion: v1\nkind: Secret\nmetadata: {name: one}\nstringData: {a: x}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: two│}\nstringData: {b: x}\n---\nkind: ConfigMap\n`;
    const made = await convert(two);
    assert.match(made.text ?? '', /name: two[\s\S]*secretKey: b/);
    assert.deepEqual(made.below?.at, { line: 9, character: 0 });
    const list =
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: one}\n    stringData: {a: x}\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: two}\n    stringData: {b│: x}\n';
    assert.match((await convert(list)).text ?? '', /name: two[\s\S]*secretKey: b/);
    assert.match((await convert(two.replace('│', '').replace('kind: ConfigMap', 'kind: Config│Map'))).message, /caret/);
  });

  it('of a chart keeps what templates write, and is refused where they decide on its keys', async () => {
    const { convert } = await workspace();
    const chart = `{{- if .Values.enabled }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ include "shop.fullname" . }}-db│
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
type: Opaque
data:
  password: {{ .Values.password | b64enc | quote }}
{{- end }}
`;
    const made = await convert(chart, { store: null, key: 'prod/shop' }, 'helm');
    assert.equal(made.languageId, 'helm');
    assert.match(
      made.text ?? '',
      /^ {2}name: \{\{ include "shop\.fullname" \. \}\}-db\n {2}namespace: \{\{ \.Release\.Namespace \| quote \}\}\n/m,
    );
    assert.match(made.text ?? '', /secretStoreRef:\n {4}name: <store>/);
    assert.match(made.steps.join(' '), /Conditions of the template.*|A template adds labels/);
    assert.match(made.steps.join(' '), /adds labels/);
    const open = chart.replace(
      '  password:',
      '  {{- range $k, $v := .Values.more }}\n  {{ $k }}: {{ $v | b64enc }}\n  {{- end }}\n  password:',
    );
    assert.deepEqual((await convert(open)).outcome, 'refused');
    assert.match((await convert(open)).message, /template decides which keys/);
  });

  it('that is sealed, made by Kubernetes or empty is refused with what to do; one encrypted by SOPS gives its keys', async () => {
    const { convert } = await workspace();
    const sealed =
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: db│}\nspec: {encryptedData: {a: AgBy}}\n';
    assert.match((await convert(sealed)).message, /SealedSecret.*kubectl get secret db/);
    const of = (more: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db│\n${more}`;
    assert.match((await convert(of('type: kubernetes.io/service-account-token\n'))).message, /Kubernetes itself/);
    assert.match((await convert(of('data: {}\n'))).message, /no keys/);
    assert.match((await convert(of('data: {a: "b}\n'))).message, /broken/);
    const made = await convert(of('data:\n  a: ENC[AES256_GCM,data:hunter2hunter2,type:str]\nsops:\n  version: 3.9.0\n'));
    assert.match(made.text ?? '', /secretKey: a\n/);
    assert.match(made.steps.join(' '), /encrypted by SOPS/);
    assert.doesNotMatch(made.text ?? '', /sops|decoding/);
  });

  it('gets names that its vault takes', async () => {
    const azure = `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: kv}\nspec: {provider: {azurekv: {vaultUrl: "https://a.vault.azure.net"}}}\n`;
    const doppler = `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: dp}\nspec: {provider: {doppler: {auth: {secretRef: {dopplerToken: {name: t, key: k}}}}}}\n`;
    const { convert, service } = await workspace({ 'file:///w/kv.yaml': azure, 'file:///w/dp.yaml': doppler });
    const kv = { kind: 'ClusterSecretStore', name: 'kv' } as const;
    const perKey = await convert(secret, { store: kv, layout: 'keys', key: 'shop-{key}' });
    assert.match(perKey.text ?? '', /key: shop-keystore-p12\n/);
    const dp = await convert(secret, { store: { kind: 'ClusterSecretStore', name: 'dp' } });
    assert.match(dp.text ?? '', /key: KEYSTORE_P12\n/);
    const offer = await service.conversions.offer({ uri });
    const layouts = Object.fromEntries(offer.stores.map((each) => [each.store.name, each.layouts]));
    assert.deepEqual(layouts['kv'], [
      { layout: 'properties', key: 'default-db' },
      { layout: 'keys', key: 'default-db-{key}' },
    ]);
    assert.deepEqual(layouts['dp'], [{ layout: 'keys', key: '{KEY}' }]);
    assert.match((await convert(secret, { store: { kind: 'SecretStore', name: 'gone' } })).message, /not among the files/);
  });

  it('is offered as an action on itself alone, and never found wrong', async () => {
    const { service } = await workspace();
    const { text } = readMarker(secret);
    service.open(uri, 'yaml', 1, `${text}---\nkind: ConfigMap\napiVersion: v1\n`);
    const at = (line: number, only?: readonly string[]) =>
      service.conversions.actionAt(uri, { line, character: 0 }, only, 'x').map(({ title, kind }) => `${kind}: ${title}`);
    assert.deepEqual(at(4), ['refactor.rewrite.externalSecret: Convert to ExternalSecret…']);
    assert.deepEqual(at(4, ['refactor']).length, 1);
    assert.deepEqual([at(4, ['quickfix']), at(22)], [[], []]);
    assert.deepEqual(await service.diagnose(uri), []);
  });
});

describe('a .env file', () => {
  const env = 'file:///w/shop/.env';

  it('becomes an ExternalSecret in the namespace of its store', async () => {
    const { findings, service } = await workspace({
      [env]: 'export USER=hunter2hunter2\nPASSWORD="hunter2hunter2\nX=aHVudGVy"\n',
    });
    const made = await service.conversions.convert({ uri: env, answers: { store } });
    assert.equal(
      made.text,
      manifest(
        `  refreshInterval: 1h\n${storeRef}  target:\n    name: shop\n  data:\n    - secretKey: USER\n      remoteRef:\n        key: shop\n        property: USER\n    - secretKey: PASSWORD\n      remoteRef:\n        key: shop\n        property: PASSWORD\n`,
        'shop',
      ),
    );
    assert.deepEqual(await findings(made.text ?? ''), []);
    assert.match(made.message, /\.env file still holds the values.*history in Git/);
    assert.equal(made.below, undefined);
    for (const value of planted) assert.ok(!JSON.stringify(made).includes(value));
  });

  it('is refused by the number of the line where it is not sure what is a name', async () => {
    const { service } = await workspace({ [env]: 'A=1\nhunter2hunter2\n', 'file:///w/id_rsa': 'A=1\n', 'file:///w/x/.env': '' });
    const said = async (at: string, name?: string) =>
      (await service.conversions.convert({ uri: at, answers: { store, ...(name === undefined ? {} : { name }) } })).message;
    assert.match(await said(env), /Line 2/);
    assert.match(await said('file:///w/x/.env'), /assigns nothing/);
    assert.match(await said('file:///w/none/.env'), /cannot be read/);
    assert.match(await said('file:///w/id_rsa'), /Open the file/);
  });

  it('takes the name that is given, if Kubernetes does', async () => {
    const { service } = await workspace({ [env]: 'A=1\n' });
    const made = (name: string) => service.conversions.convert({ uri: env, answers: { store: null, name } });
    assert.match((await made('mine')).text ?? '', /target:\n {4}name: mine\n/);
    assert.equal((await made('Not Mine')).outcome, 'refused');
  });
});
