import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notServed, type Objection, placeRefusal, placeWarnings } from '../../../server/src/cluster/apply/placeRefusal.ts';
import { refused } from '../../support/memoryCluster.ts';
import { markOf, planOf } from './support.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: shop
  labels:
    a.b/c.d: a b
spec:
  refreshInterval: 1d
  target:
    template:
      data:
        a.b: 5
  data:
    - secretKey: a
      remoteRef:
        key: k
    - secretKey: a
  dataFrom:
    - extract:
        key: k
      find: {}
    - {}
`;
const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: s
  namespace: shop
spec:
  conditions:
    - namespaceRegexes: ["ok", "("]
  provider:
    aws:
      auth:
        jwt:
          serviceAccountRef:
            name: eso
            namespace: other
    fake:
      data:
        - key: a
          value: 'needle-1'
`;

/** `marked | message` for each objection. */
function said(text: string, of: (applied: Parameters<typeof placeRefusal>[1]) => readonly Objection[]): readonly string[] {
  const [object] = planOf(text).objects;
  return of({ object: object!.object, context: 'kind-dev' }).map((one) => `${markOf({ ...object!, ...one })} | ${one.message}`);
}
const typed = (text: string) =>
  refused(500, '', `failed to create typed patch object (shop/db; external-secrets.io/v1, Kind=ExternalSecret): ${text}`);
const denied = (text: string, who = 'validate.externalsecret.external-secrets.io') =>
  refused(403, 'Forbidden', `admission webhook "${who}" denied the request: ${text}`);

describe('placeRefusal', () => {
  it('places each of several fields that the schema does not have', () => {
    const texts = said(manifest, (applied) =>
      placeRefusal(
        typed(
          'errors:\n  .spec.data[0].remoteRef: field not declared in schema\n  .spec.refreshInterval: field not declared in schema',
        ),
        applied,
      ),
    );
    assert.deepEqual(texts, [
      'remoteRef | spec.data[0].remoteRef is no field of ExternalSecret in external-secrets.io/v1, as this cluster serves it. The API server refuses it; take it out or mend its name.',
      'refreshInterval | spec.refreshInterval is no field of ExternalSecret in external-secrets.io/v1, as this cluster serves it. The API server refuses it; take it out or mend its name.',
    ]);
  });

  it('places a wrong type on the value without quoting it, also below keys with dots', () => {
    const problem = '.spec.target.template.data.a.b: expected string, got &value.valueUnstructured{Value:5}';
    assert.deepEqual(
      said(manifest, (applied) => placeRefusal(typed(problem), applied)),
      ['5 | spec.target.template.data["a.b"] must be a string; the API server refuses anything else. Put it in quotes.'],
    );
  });

  it('places the causes of a 422, leaves out that further rules were not asked, and finds the label that is meant', () => {
    const causes = [
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.data[1].remoteRef' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: "a b": a valid label must be …', field: 'metadata.labels' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: null: some validation rules were not checked', field: '<nil>' },
    ];
    assert.deepEqual(
      said(manifest, (applied) => placeRefusal(refused(422, 'Invalid', 'is invalid', causes), applied)),
      [
        'secretKey | spec.data[1].remoteRef is required. The API server refuses the manifest without it.',
        'a b | The API server refuses metadata.labels["a.b/c.d"]: Invalid value: "a b": a valid label must be …',
      ],
    );
  });

  const sentences: readonly (readonly [text: string, sentence: string, marked: string])[] = [
    [manifest, 'duplicate secretKey found: a', 'a'],
    [manifest, 'extract, find, or generatorRef cannot be set at the same time', 'extract'],
    [manifest, 'either extract, find, or sourceRef must be set to dataFrom', '{}'],
    [manifest, 'time: unknown unit "d" in duration "1d"', '1d'],
    [manifest, "deletionPolicy=Delete must not be used when the controller doesn't own the secret.", 'target'],
    [manifest, 'something that nobody has foreseen', 'ExternalSecret'],
    [
      store,
      'invalid Auth.JWT.ServiceAccountRef: namespace should either be empty or match the namespace of the SecretStore',
      'other',
    ],
    [store, 'failed to compile 1th namespace regex in 0th condition: error parsing regexp: missing closing ): `(`', '"("'],
    [store, 'json: cannot unmarshal string into Go struct field SecretStoreSpec.spec.provider of type int', 'provider'],
  ];
  for (const [text, sentence, marked] of sentences) {
    it(`places the webhook's "${sentence.slice(0, 50)}"`, () => {
      const [only] = said(text, (applied) => placeRefusal(denied(sentence), applied));
      assert.equal(only?.slice(0, only.indexOf(' | ')), marked);
      assert.match(only ?? '', /ESO's webhook refuses it: /);
    });
  }

  it('says each sentence of the webhook by itself', () => {
    assert.equal(
      said(manifest, (applied) =>
        placeRefusal(denied('duplicate secretKey found: a\neither data or dataFrom should be specified'), applied),
      ).length,
      2,
    );
  });

  it('names the webhook of somebody else', () => {
    const [text] = said(manifest, (applied) => placeRefusal(denied('owner label missing', 'policy.example.com'), applied));
    assert.equal(text, 'ExternalSecret | Admission webhook policy.example.com refuses it: owner label missing.');
  });

  const failures: readonly (readonly [what: string, Parameters<typeof refused>, RegExp])[] = [
    [
      'a webhook that is down',
      [
        500,
        'InternalError',
        'Internal error occurred: failed calling webhook "validate.externalsecret.external-secrets.io": failed to call webhook: Post "https://10.0.0.1/x?timeout=5s": dial tcp 10.0.0.1:443: connect: connection refused',
      ],
      /^ExternalSecret \| ESO's webhook \(validate\.\S+\) does not answer: connection refused\. While it is down .* kubectl get pods/,
    ],
    [
      'a namespace that is missing',
      [404, 'NotFound', 'namespaces "shop" not found'],
      /^shop \| Namespace shop does not exist in context kind-dev\. Create it first/,
    ],
    [
      'a right that is missing',
      [
        403,
        'Forbidden',
        'externalsecrets.external-secrets.io "db" is forbidden: User "jane" cannot patch resource "externalsecrets" in API group "external-secrets.io" in the namespace "shop"',
      ],
      /^ExternalSecret \| User "jane" lacks the right to patch externalsecrets\.external-secrets\.io in namespace shop\./,
    ],
    ['anything else', [507, '', 'etcd is full'], /^ExternalSecret \| The API server refuses it \(507\): etcd is full\.$/],
  ];
  for (const [what, refusal, says] of failures) {
    it(`explains ${what}`, () => {
      assert.match(said(manifest, (applied) => placeRefusal(refused(...refusal), applied))[0]!, says);
    });
  }

  it('never quotes a literal of a store', () => {
    const field = 'spec.provider.fake.data[0].value';
    const texts = [
      placeRefusalOf(
        store,
        refused(422, 'Invalid', '', [{ reason: 'FieldValueInvalid', message: 'Invalid value: "needle-1": too plain', field }]),
      ),
      placeRefusalOf(store, denied('the value needle-1 is bad')),
      placeRefusalOf(store, typed(`.${field}: expected string, got &value.valueUnstructured{Value:"needle-1"}`)),
    ];
    assert.doesNotMatch(texts.join('\n'), /needle/);
  });

  it('places warnings', () => {
    const warnings = [
      "store s isn't currently maintained. Please plan and prepare accordingly.",
      'external-secrets.io/v1 SecretStore is deprecated',
    ];
    const single = store.replace(/ {4}aws:[\s\S]*other\n/, '');
    assert.deepEqual(
      said(single, (applied) => placeWarnings(warnings, applied)).map((text) =>
        text
          .split('\n')
          .at(-1)
          ?.replace(/^.*(?= \|)/, ''),
      ),
      [
        " | The API server warns: store s isn't currently maintained. Please plan and prepare accordingly.",
        ' | The API server warns: external-secrets.io/v1 SecretStore is deprecated.',
      ],
    );
  });
});

describe('notServed', () => {
  it('says which version is served, or that ESO may be missing', () => {
    assert.match(
      notServed('external-secrets.io/v1beta1', 'ExternalSecret', ['external-secrets.io/v1'], 'dev').message,
      /serves ExternalSecret as external-secrets\.io\/v1 and not as .*no matches for kind.*Change apiVersion to external-secrets\.io\/v1\./,
    );
    assert.match(
      notServed('external-secrets.io/v1', 'ExternalSecret', [], 'dev').message,
      /Is External Secrets Operator installed there\?/,
    );
  });
});

function placeRefusalOf(text: string, refusal: Parameters<typeof placeRefusal>[0]): string {
  return said(text, (applied) => placeRefusal(refusal, applied))
    .map((line) => line.slice(line.lastIndexOf(' | ')))
    .join('\n');
}
