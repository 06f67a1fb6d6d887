import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainFailure } from '../../../server/src/cluster/sync/explainFailure.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { formatPath } from '../../../server/src/syntax/path.ts';

const template =
  'could not apply template: could not execute template: could not execute template: unable to execute template at key x: ';
const inTemplate = (rest: string) => `${template}unable to execute template at key x: template: x:1:3: ${rest}`;

/** As ESO 0.20.4 has written them. */
const cases: readonly (readonly [message: string, path: string, text: RegExp])[] = [
  [
    'error processing spec.data[1] (key: prod/myapp/databse), err: Secret does not exist',
    'spec.data[1].remoteRef.key',
    /^spec\.data\[1\] \(key prod\/myapp\/databse\): The vault has no secret "prod\/myapp\/databse"\./,
  ],
  [
    'error processing spec.data[0] (key: prod/app), err: key passwordx does not exist in secret prod/app',
    'spec.data[0].remoteRef.property',
    /has no property "passwordx"/,
  ],
  [
    'error processing spec.data[0] (key: a), err: could not get SecretStore "nope", SecretStore.external-secrets.io "nope" not found',
    'spec.secretStoreRef.name',
    /SecretStore "nope" does not exist/,
  ],
  [
    'error processing spec.data[0] (key: a), err: SecretStore "bad" is not ready',
    'spec.secretStoreRef.name',
    /"bad" is not ready/,
  ],
  [
    'error processing spec.data[0] (key: a), err: using cluster store "c" is not allowed from namespace "n": denied by spec.condition',
    'spec.secretStoreRef.name',
    /does not serve namespace "n"/,
  ],
  [
    'error processing spec.data[0] (key: a), err: error applying decoding strategy Base64 to data: illegal base64 data at input byte 5',
    'spec.data[0].remoteRef.decodingStrategy',
    /cannot be decoded as Base64/,
  ],
  [
    "error processing spec.dataFrom[0].find, err: invalid secret keys (TIP: use rewrite or conversionStrategy to change keys): key has invalid character  , only alphanumeric, '-', '.' and '_' are allowed: x y",
    'spec.dataFrom[0].find',
    /cannot be a key of a Secret/,
  ],
  [
    "error processing spec.dataFrom[2].extract, err: unable to unmarshal secret: invalid character 'h' looking for beginning of value",
    'spec.dataFrom[2].extract',
    /is not a JSON object/,
  ],
  [
    'error processing spec.dataFrom[0].find, err: error getting all secrets: could not compile find.name.regexp [(]: error parsing regexp: missing closing ): `(`',
    'spec.dataFrom[0].find.name.regexp',
    /cannot be compiled/,
  ],
  [
    'error processing spec.dataFrom[0].sourceRef.generatorRef, err: unable to get generator: Password.generators.external-secrets.io "nogen" not found',
    'spec.dataFrom[0].sourceRef.generatorRef.name',
    /Generator Password "nogen" does not exist/,
  ],
  [
    "error processing spec.dataFrom[1].extract, err: error applying rewrite to keys: failed rewrite operation[1]: merge failed with missing 'into' field",
    'spec.dataFrom[1].rewrite[1]',
    /The rewrite fails/,
  ],
  [
    inTemplate('executing "x" at <.nope>: map has no entry for key "nope"'),
    'spec.target.template.data.x',
    /uses \.nope, which is not among/,
  ],
  [
    'could not apply template: could not execute template: unable to execute template at key z: unable to parse template at key z: template: z:1: function "nofunc" not defined',
    'spec.target.template.data.z',
    /calls nofunc/,
  ],
  [
    'could not apply template: error fetching templateFrom data: configmaps "nocm" not found',
    'spec.target.template.templateFrom',
    /ConfigMap "nocm" does not exist/,
  ],
  [
    'unable to mutate secret ok: secret is owned by another ExternalSecret: ok',
    'spec.target.name',
    /belongs to ExternalSecret "ok"/,
  ],
  ['could not update secret, target is immutable', 'spec.target.immutable', /immutable/],
  [
    'Secret "badtype" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]',
    'spec.target.template',
    /tls\.crt/,
  ],
  ['set secret failed: secret key nokey does not exist', 'spec.data', /no key "nokey"/],
  ['could not get source secret', 'spec.selector.secret', /does not exist/],
  [
    'unable to create session: could not fetch accessKeyID secret: cannot get Kubernetes secret "awsx" from namespace "n": secrets "awsx" not found',
    'spec.provider',
    /cannot log in: .*awsx/,
  ],
  ['something that nobody has foreseen', 'spec', /^something that nobody has foreseen/],
];

describe('what the operator says, explained', () => {
  for (const [message, path, text] of cases)
    it(`${path}: ${message.slice(0, 80)}`, () => {
      const explained = explainFailure(message, undefined, english);
      assert.equal(formatPath(explained.path), path);
      assert.match(explained.text, text);
      assert.notEqual(explained.hint, '');
    });

  it('chooses by the object between its own store and the common one, and stops where the manifest ends', () => {
    const message = 'error processing spec.data[1] (key: a), err: could not get ClusterSecretStore "nope", not found';
    const own = { storeRef: { name: 'nope', kind: 'ClusterSecretStore' } };
    const spec: JsonObject = { secretStoreRef: { name: 'x' }, data: [{}, { sourceRef: own }] };
    assert.equal(
      formatPath(explainFailure(message, { kind: 'ExternalSecret', spec }, english).path),
      'spec.data[1].sourceRef.storeRef.name',
    );
    const shorter: JsonObject = { data: [{ secretKey: 'a' }], secretStoreRef: { kind: 'ClusterSecretStore' } };
    assert.equal(
      formatPath(explainFailure(message, { kind: 'ExternalSecret', spec: shorter }, english).path),
      'spec.secretStoreRef',
    );
  });

  it('finds entries of templateFrom and of a PushSecret by name', () => {
    const templateFrom = [{ secret: { name: 'a' } }, { configMap: { name: 'nocm' } }];
    const es = { kind: 'ExternalSecret', spec: { target: { template: { templateFrom } } } };
    const path = explainFailure('could not apply template: error in configmap nocm: missing key k', es, english).path;
    assert.equal(formatPath(path), 'spec.target.template.templateFrom[1]');
    const push = { kind: 'PushSecret', spec: { data: [{ match: { secretKey: 'a' } }, { match: { secretKey: 'b' } }] } };
    assert.equal(
      formatPath(explainFailure('set secret failed: secret key b does not exist', push, english).path),
      'spec.data[1].match.secretKey',
    );
  });

  const canary = 'c4n4ry-value';
  for (const message of [
    inTemplate(`executing "x" at <fail .p>: error calling fail: ${canary}`),
    inTemplate(`executing "x" at <atoi>: error calling mustToInt: strconv.Atoi: parsing "${canary}": invalid syntax`),
    inTemplate(`executing "x" at <mustFromJson>: error calling mustFromJson: invalid character 'c' ${canary}`),
    `could not apply template: error fetching templateFrom data: could not unmarshal template to 'map[string][]byte': yaml: cannot unmarshal !!str \`${canary}\` into map`,
    `Secret "x" is invalid: metadata.labels: Invalid value: "${canary}": a valid label must be`,
    `error processing spec.data[0] (key: a), err: something: parsing "${canary}": invalid`,
    `could not set: yaml: cannot unmarshal !!str \`${canary}\` into int`,
    `parsing time "${canary}" as "2006": cannot parse "${canary}" as "2006"`,
  ])
    it(`shows no value: ${message.slice(-70)}`, () => {
      assert.equal(JSON.stringify(explainFailure(message, undefined, english)).includes(canary), false);
    });

  it('is plain and bounded', () => {
    const { text } = explainFailure(`a\u0007b\n\u202e${'x'.repeat(100_000)}`, undefined, english);
    assert.ok(text.length <= 500);
    assert.equal(/[\n\u0007\u202e]/.test(text), false);
  });
});
