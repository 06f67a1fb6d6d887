import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';
import { judge } from '../support/judge.ts';

const HEAD = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n';
const STORE = 'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: a\nspec:\n';
const PUSH = 'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: a\nspec:\n';

/** The only finding about a text: what is marked, the rule, and what is said, which must match all patterns. */
async function only(text: string, rule: string, marked: string, ...says: readonly RegExp[]): Promise<readonly string[]> {
  const verdicts = await judge(text);
  assert.deepEqual(
    verdicts.map((verdict) => [verdict.rule, verdict.marked]),
    [[rule, marked]],
    verdicts.map(({ message }) => message).join('\n'),
  );
  for (const pattern of says) assert.match(verdicts[0]?.message ?? '', pattern);
  return verdicts[0]?.fixed ?? [];
}

async function nothing(text: string): Promise<void> {
  assert.deepEqual(await judge(text), []);
}

describe('unknown-field', () => {
  it('suggests the field that is meant, and mends it', async () => {
    const text = `${HEAD}  refreshIntervall: 1h\n`;
    const fixed = await only(
      text,
      'unknown-field',
      'refreshIntervall',
      /not a field of spec/,
      /Did you mean "refreshInterval"\?/,
    );
    assert.deepEqual(fixed, [text.replace('refreshIntervall', 'refreshInterval')]);
  });
  it('suggests a provider in its right case', async () => {
    await only(`${STORE}  provider:\n    azureKV: {}\n`, 'unknown-field', 'azureKV', /Did you mean "azurekv"\?/);
  });
  it('suggests the field with its ending', async () => {
    const text = `${STORE}  provider:\n    onboardbase:\n      apiHost: x\n      auth:\n        apiKey: {}\n        passcodeRef: {name: a}\n`;
    await only(text, 'unknown-field', 'apiKey', /Did you mean "apiKeyRef"\?/);
  });
  it('knows what people call providers, and what became of some', async () => {
    for (const [called, name] of [
      ['gcp', 'gcpsm'],
      ['azure', 'azurekv'],
      ['aws-secretsmanager', 'aws'],
      ['hashicorp', 'vault'],
    ])
      await only(`${STORE}  provider:\n    ${called}: {}\n`, 'unknown-field', called ?? '', new RegExp(`Did you mean "${name}"`));
    await only(`${STORE}  provider:\n    alibaba: {}\n`, 'unknown-field', 'alibaba', /ESO 2\.0 removed this provider/);
  });
  it('suggests the only field that ends in the word', async () => {
    await only(`${HEAD}  storeRef: {name: a}\n`, 'unknown-field', 'storeRef', /Did you mean "secretStoreRef"\?/);
  });
  it('looks at the form of the value to tell where a field belongs', async () => {
    await only(
      `${HEAD}  target:\n    data: [{secretKey: a, remoteRef: {key: b}}]\n`,
      'unknown-field',
      'data',
      /a field of spec: move it out/,
    );
    await only(`${HEAD}  target:\n    data: {a: b}\n`, 'unknown-field', 'data', /a field of spec\.target\.template: indent it/);
  });
  it('does not judge what Chainsaw asserts', async () => {
    await nothing(`${HEAD}  (length(data)): 3\nstatus:\n  (conditions[?type == 'Ready']):\n    - status: "True"\n`);
  });
  it('does not suggest a field that is there already', async () => {
    const verdicts = await judge(`${HEAD}  refreshInterval: 1h\n  refreshIntervall: 1h\n`);
    assert.deepEqual(
      verdicts.map(({ rule, fixed }) => [rule, fixed]),
      [['unknown-field', []]],
    );
  });
  it('does not call a misspelt required field missing as well', async () => {
    const text = `${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        kye: b\n`;
    const fixed = await only(text, 'unknown-field', 'kye', /Did you mean "key"\?/);
    assert.deepEqual(fixed, [text.replace('kye', 'key')]);
  });
  it('says what is required where nothing is near', async () => {
    await only(
      `${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        zzz: b\n`,
      'unknown-field',
      'zzz',
      /required "key" is missing/,
    );
  });
  it('says where a field belongs that is indented too little', async () => {
    const text = `${HEAD}  data:\n    - secretKey: a\n      key: b\n`;
    await only(text, 'unknown-field', 'key', /a field of spec\.data\[0\]\.remoteRef: indent it/);
  });
  it('says where a field belongs that is indented too much', async () => {
    const text = `${HEAD}  data:\n    - remoteRef:\n        key: b\n        secretKey: a\n`;
    await only(text, 'unknown-field', 'secretKey', /a field of spec\.data\[0\]: move it out/);
  });
  it('lists what there is where that is short', async () => {
    await only(`${HEAD}  dataFrom:\n    - quux: b\n`, 'unknown-field', 'quux', /It has: extract, find, rewrite, sourceRef\./);
  });
  it('does not count an unknown provider among the providers', async () => {
    await only(`${STORE}  provider:\n    zzz: {}\n    fake:\n      data: []\n`, 'unknown-field', 'zzz');
    await only(`${STORE}  provider:\n    zzz: {}\n`, 'unknown-field', 'zzz');
  });
  it('knows the metadata of Kubernetes', async () => {
    await only(HEAD.replace('name: a', 'name: a\n  label: {}'), 'unknown-field', 'label', /Did you mean "labels"\?/);
  });
  it('is not fooled by names that JavaScript objects have', async () => {
    const verdicts = await judge(`${HEAD}  __proto__: 1\n  constructor: {a: 1}\n  toString: 1\n`);
    assert.deepEqual(
      verdicts.map(({ rule, marked }) => [rule, marked]),
      ['__proto__', 'constructor', 'toString'].map((name) => ['unknown-field', name]),
    );
  });
  it('wants no more of a status than that its fields are known', async () => {
    await nothing(`${HEAD}  refreshInterval: 1h\nstatus:\n  refreshTime: 1\n  conditions: [{type: 2}]\n  binding: ~\n`);
    await only(`${HEAD}  refreshInterval: 1h\nstatus:\n  foo: 1\n`, 'unknown-field', 'foo');
    await only(
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: UUID\nmetadata:\n  name: a\nspec: {}\nstatus: {}\n',
      'unknown-field',
      'status',
    );
  });
  it('wants a kind that is a text', async () => {
    const rest = 'metadata:\n  name: a\nspec: {}\n';
    await only(`apiVersion: external-secrets.io/v1\n${rest}`, 'missing-field', 'apiVersion', /"kind" is missing/);
    await only(`apiVersion: external-secrets.io/v1\nkind: [a]\n${rest}`, 'wrong-type', 'kind');
    await nothing(`apiVersion: external-secrets.io/v1\nkind: {{ .Values.kind }}\n${rest}`);
    await nothing(`apiVersion: external-secrets.io/v1\n{{ include "kind" . }}\n${rest}`);
  });
  it('judges what the server writes into metadata, where somebody pastes it', async () => {
    const withField = (field: string) => HEAD.replace('name: a', `name: a\n  ${field}`);
    for (const right of [
      'creationTimestamp: null',
      'creationTimestamp: 2026-01-31T12:00:00Z',
      'generateName: ab-',
      'generation: 2',
    ])
      await nothing(withField(right));
    await only(withField('creationTimestamp: 2026-02-30T12:00:00Z'), 'bad-format', '2026-02-30T12:00:00Z');
    await only(withField('generation: "2"'), 'wrong-type', '"2"');
    await only(withField('generateName: a_b'), 'bad-format', 'a_b');
    await only(withField('finalizers: [a b]'), 'bad-format', 'a b', /name of a finalizer/);
    await only(withField('managedFields: [{foo: 1}]'), 'unknown-field', 'foo');
  });
  it('leaves free-form fields alone', async () => {
    await nothing(
      `${PUSH}  secretStoreRefs: [{name: s}]\n  selector: {secret: {name: b}}\n  data:\n    - match: {remoteRef: {remoteKey: k}}\n      metadata: {x: {y: 1}}\n`,
    );
  });
});

describe('wrong-type', () => {
  it('says that YAML 1.1 reads a word as a boolean, and quotes it', async () => {
    const text = `${HEAD}  target:\n    name: no\n`;
    const fixed = await only(
      text,
      'wrong-type',
      'no',
      /must be a string, but Kubernetes reads no without quotes as the boolean false/,
    );
    assert.deepEqual(fixed, [text.replace('name: no', 'name: "no"')]);
  });
  it('accepts such words where a boolean is wanted', async () => {
    await nothing(`${HEAD}  target:\n    immutable: yes\n`);
  });
  it('quotes a number', async () => {
    const text = `${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        key: 12\n`;
    assert.deepEqual(await only(text, 'wrong-type', '12', /must be a string, but a whole number/, /in quotes/), [
      text.replace('12', '"12"'),
    ]);
  });
  it('asks for a unit instead where a duration is wanted', async () => {
    assert.deepEqual(await only(`${HEAD}  refreshInterval: 60\n`, 'wrong-type', '60', /Write a duration with its unit/), []);
  });
  it('says what can be written instead', async () => {
    await only(
      `${STORE}  provider:\n    gcpsm:\n      projectID: [a, b]\n`,
      'wrong-type',
      'projectID',
      /Write one value, without a list/,
    );
    const template = `${HEAD}  target:\n    template:\n      data:\n        config:\n          a: b\n`;
    await only(template, 'wrong-type', 'config', /Write "\|" behind the colon/);
    const vault = `${STORE}  provider:\n    vault:\n      server: s\n      version: 2\n`;
    await only(vault, 'wrong-type', '2', /It can be v1, v2/);
  });
  it('takes quotes away', async () => {
    const text = `${HEAD}  target:\n    immutable: "true"\n`;
    assert.deepEqual(await only(text, 'wrong-type', '"true"', /must be true or false/), [text.replace('"true"', 'true')]);
  });
  it('marks the key of a block, and names the fields of a wanted mapping', async () => {
    await only(`${HEAD}  target: my-secret\n`, 'wrong-type', 'my-secret', /must be a mapping/, /Its fields are: .*name/);
    await only(`${HEAD}  data:\n    secretKey: a\n`, 'wrong-type', 'data', /must be a list, but a mapping is written/, /dash/);
    await only(`${HEAD}  target:\n    - name: a\n`, 'wrong-type', 'target', /must be a mapping, but a list is written/);
  });
  it('never repeats a value: it may be a secret of the fake provider', async () => {
    const text = `${STORE}  provider:\n    fake:\n      data:\n        - key: a\n          value: 8675309\n`;
    const [verdict] = await judge(text);
    assert.equal(verdict?.rule, 'wrong-type');
    assert.doesNotMatch(verdict?.message ?? '', /8675309/);
  });
  it('takes both where Kubernetes does', async () => {
    const github = (id: string): string =>
      `${STORE}  provider:\n    github:\n      appID: ${id}\n      installationID: 1\n      organization: o\n      auth: {privateKey: {name: a, key: b}}\n`;
    await nothing(github('1'));
    await only(github('one'), 'wrong-type', 'one', /must be a whole number/);
  });
});

describe('not-allowed-value', () => {
  it('lists what is allowed, says that case matters, and mends it', async () => {
    const text = `${HEAD}  target:\n    creationPolicy: owner\n`;
    const fixed = await only(
      text,
      'not-allowed-value',
      'owner',
      /only Owner, Orphan, Merge, None/,
      /Case matters: write "Owner"/,
    );
    assert.deepEqual(fixed, [text.replace('owner', 'Owner')]);
  });
  it('suggests the nearest', async () => {
    await only(
      `${HEAD}  secretStoreRef:\n    name: a\n    kind: SecretStor\n`,
      'not-allowed-value',
      'SecretStor',
      /Did you mean "SecretStore"\?/,
    );
  });
  it('says that an empty text will not do', async () => {
    await only(`${HEAD}  target:\n    creationPolicy: ""\n`, 'not-allowed-value', '""', /must not be empty/);
  });
});

describe('a short word that is like another', () => {
  it('is asked about before it is changed', async () => {
    const key = 'apiVersion: generators.external-secrets.io/v1alpha1\nkind: SSHKey\nmetadata: {name: a}\nspec: {keyType: dsa}\n';
    const [told] = await tell(key);
    assert.deepEqual([told?.fixed, told?.preferred], [[key.replace('dsa', 'rsa')], undefined]);
  });
});

describe('missing-field', () => {
  it('names all that an object lacks in one finding on its key', async () => {
    const text = `${STORE}  provider:\n    oracle:\n      serviceAccountRef: {name: a}\n`;
    await only(text, 'missing-field', 'oracle', /"region" and "vault" are missing in spec\.provider\.oracle/);
  });
  it('stands on the first key of a list item', async () => {
    await only(
      `${HEAD}  data:\n    - remoteRef: {key: a}\n`,
      'missing-field',
      'remoteRef',
      /"secretKey" is missing in spec\.data\[0\]/,
    );
  });
  it('stands on the field itself where only its value is missing', async () => {
    await only(
      `${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        key:\n`,
      'missing-field',
      'key',
      /"key" has no value/,
    );
  });
  it('knows that a name, or the beginning of one, is needed', async () => {
    await only(HEAD.replace('name: a', 'namespace: a'), 'missing-field', 'metadata', /"name" is missing in metadata/);
    await nothing(HEAD.replace('name: a', 'generateName: a-'));
    await only(HEAD.replace('metadata:\n  name: a\n', ''), 'missing-field', 'kind', /"metadata" is missing/);
  });
  it('does not miss what has a default, even where it is written without a value', async () => {
    const vault = (role: string): string =>
      `${STORE}  provider:\n    vault:\n      server: https://v\n      auth:\n        appRole:\n          roleId: r\n          secretRef: {name: a, key: b}\n${role}`;
    await nothing(vault(''));
    await nothing(vault('          path:\n'));
    await only(
      vault('').replace('roleId: r', 'roleRef: {name: a}').replace('secretRef: {name: a, key: b}', 'path: x'),
      'missing-field',
      'appRole',
    );
  });
});

describe('bad-format', () => {
  it('says in words what a pattern wants', async () => {
    await only(`${HEAD}  target:\n    name: My_Secret\n`, 'bad-format', 'My_Secret', /DNS name: lower-case letters/);
    await only(
      `${HEAD}  data:\n    - secretKey: a b\n      remoteRef: {key: x}\n`,
      'bad-format',
      'a b',
      /letters, digits, "-", "_" and "\."/,
    );
  });
  it('gives lengths', async () => {
    await only(`${HEAD}  target:\n    name: ""\n`, 'bad-format', '""', /must not be empty/);
    const long = 'a'.repeat(254);
    await only(`${HEAD}  target:\n    name: ${long}\n`, 'bad-format', long, /at most 253 characters, and has 254/);
  });
  it('wants base64 where Kubernetes does, also when it is PEM', async () => {
    const vault = (ca: string): string =>
      `${STORE}  provider:\n    vault:\n      server: https://v\n      auth: {tokenSecretRef: {name: a, key: b}}\n      caBundle: ${ca}\n`;
    await nothing(vault('TUlJQg=='));
    await only(vault('TUlJQg='), 'bad-format', 'TUlJQg=', /base64/);
    await only(
      vault('"-----BEGIN CERTIFICATE-----"'),
      'bad-format',
      '"-----BEGIN CERTIFICATE-----"',
      /Encode the PEM text as base64/,
    );
  });
});

describe('out-of-range', () => {
  it('gives the bounds', async () => {
    const ovh = (timeout: string): string =>
      `${STORE}  provider:\n    ovh:\n      server: https://o\n      okmsid: x\n      okmsTimeout: ${timeout}\n      auth: {token: {tokenSecretRef: {name: a, key: b}}}\n`;
    await nothing(ovh('1'));
    await only(ovh('0'), 'out-of-range', '0', /at least 1/);
  });
  it('knows how much an int32 holds', async () => {
    const store = (retries: string): string =>
      `${STORE}  retrySettings:\n    maxRetries: ${retries}\n  provider:\n    fake: {data: []}\n`;
    await nothing(store('2147483647'));
    await only(store('2147483648'), 'out-of-range', '2147483648', /int32/);
  });
});

describe('wrong-count', () => {
  it('says which fields are too many', async () => {
    const text = `${STORE}  provider:\n    fake: {data: []}\n    aws: {region: r, service: SecretsManager}\n`;
    await only(text, 'wrong-count', 'provider', /exactly one field, and it has "fake" and "aws"/);
  });
  it('says what there could be where there is nothing, or only a null', async () => {
    await only(`${STORE}  provider: {}\n`, 'wrong-count', 'provider', /exactly one field, and it has none/, /aws, /);
    await only(`${STORE}  provider:\n    fake:\n`, 'wrong-count', 'provider');
  });
  it('counts items', async () => {
    const windows = (list: string): string => `${HEAD}  syncWindows:\n    kind: allow\n    windows: ${list}\n`;
    await nothing(windows('[{schedule: "0 2 * * *", duration: 1h}]'));
    await only(windows('[]'), 'wrong-count', 'windows', /at least one item, and it has none/);
  });
});

describe('template text', () => {
  it('is not judged', async () => {
    await nothing(`${HEAD}  refreshInterval: {{ .Values.interval }}\n  target:\n    creationPolicy: {{ .Values.policy }}\n`);
    await nothing(`${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        {{- toYaml .Values.ref | nindent 8 }}\n`);
    await nothing(`${STORE}  provider:\n    {{ .Values.provider }}:\n      x: 1\n`);
    await nothing(`${STORE}  provider:\n    fake:\n      {{- toYaml .Values.fake | nindent 6 }}\n`);
  });
  it('may supply what is missing, and choose between what is too much', async () => {
    await nothing(
      `${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        {{- if .x }}\n        key: a\n        {{- end }}\n        property: b\n`,
    );
    await nothing(
      `${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        property: b\n        {{- include "key" . | nindent 8 }}\n`,
    );
    const two =
      '{{- if .a }}\n    fake: {data: []}\n    {{- else }}\n    aws: {region: r, service: SecretsManager}\n    {{- end }}\n';
    await nothing(`${STORE}  provider:\n    ${two}`);
  });
  it('may stand for any key', async () => {
    await nothing(`${HEAD}  data:\n    - secretKey: a\n      remoteRef:\n        {{ .field }}: b\n`);
  });
  it('does not hide a mistake beside it', async () => {
    await only(`${HEAD}  bogus: {{ .x }}\n  refreshInterval: {{ .y }}\n`, 'unknown-field', 'bogus');
    await only(`${HEAD}  {{- include "x" . | nindent 2 }}\n  bogus: 1\n`, 'unknown-field', 'bogus');
  });
});

describe('aliases and merges', () => {
  it('a mistake is said once, where it is written', async () => {
    const text = `${HEAD}  data:\n    - secretKey: a\n      remoteRef: &r {kye: b}\n    - secretKey: b\n      remoteRef: *r\n`;
    await only(text, 'unknown-field', 'kye');
    const merged = `${HEAD}  data:\n    - &d\n      secretKey: a\n      remoteRef: {key: k, decodingStrategy: auto}\n    - <<: *d\n      secretKey: b\n`;
    await only(merged, 'not-allowed-value', 'auto');
  });
  it('an alias is never replaced by a fix', async () => {
    const text = `${HEAD.replace('name: a', 'name: a\n  annotations: {p: &p owner}')}  target:\n    creationPolicy: *p\n`;
    assert.deepEqual(await only(text, 'not-allowed-value', '*p'), []);
  });
});

describe('other versions and kinds', () => {
  it('a kind that is described but not served is judged by its description', async () => {
    await only(`${HEAD.replace('/v1\n', '/v1beta1\n')}  bogus: 1\n`, 'unknown-field', 'bogus');
  });
  it('each ESO version is judged by its own fields', async () => {
    const text = `${HEAD.replace('/v1\n', '/v1beta1\n')}  refreshPolicy: OnChange\n`;
    assert.deepEqual(
      (await judge(text, undefined, '0.10.7')).map(({ marked }) => marked),
      ['refreshPolicy'],
    );
    assert.deepEqual(await judge(text, undefined, '1.3.2'), []);
  });
  it('nothing is said of kinds that are not described', async () => {
    await nothing('apiVersion: external-secrets.io/v1\nkind: Nonsense\nspec:\n  x: 1\n');
    await nothing('apiVersion: apps/v1\nkind: Deployment\nspec:\n  x: 1\n');
  });
  it('the objects of a List are judged one by one', async () => {
    const item = HEAD.trimEnd().replaceAll('\n', '\n    ');
    await only(`apiVersion: v1\nkind: List\nitems:\n  - ${item}\n      bogus: 1\n`, 'unknown-field', 'bogus');
  });
  it('a generator is judged alike inside a ClusterGenerator', async () => {
    const own =
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: Password\nmetadata: {name: a}\nspec:\n  length: long\n';
    const cluster =
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: ClusterGenerator\nmetadata: {name: a}\nspec:\n  kind: Password\n  generator:\n    passwordSpec:\n      allowRepeat: true\n      noUpper: false\n      length: long\n';
    for (const text of [own, cluster])
      assert.ok((await judge(text)).some(({ rule, marked }) => rule === 'wrong-type' && marked === 'long'));
  });
});
