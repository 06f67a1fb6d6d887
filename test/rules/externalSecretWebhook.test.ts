import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';
import { fc, runs } from '../support/fuzz.ts';

interface Spec {
  readonly target?: {
    readonly creationPolicy?: string;
    readonly deletionPolicy?: string;
    readonly manifest?: { readonly apiVersion: string; readonly kind: string };
    readonly template?: {
      readonly type?: string;
      readonly metadata?: { readonly annotations: Readonly<Record<string, string>> };
      readonly templateFrom?: readonly { readonly target?: string }[];
    };
  };
  readonly data?: readonly { readonly secretKey: string }[];
  readonly dataFrom?: readonly {
    readonly extract?: object;
    readonly find?: object;
    readonly sourceRef?: { readonly generatorRef?: object };
  }[];
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const remote = fc.constant({ key: 'k' });
const spec: fc.Arbitrary<Spec> = fc.record(
  {
    target: fc.record(
      {
        creationPolicy: fc.constantFrom('Owner', 'Merge', 'None', 'CreateOrMerge'),
        deletionPolicy: fc.constantFrom('Delete', 'Merge', 'Retain'),
        manifest: fc.constantFrom({ apiVersion: 'v1', kind: 'ConfigMap' }, { apiVersion: 'v1', kind: 'Secret' }),
        template: fc.record(
          {
            type: fc.constantFrom('Opaque', 'bootstrap.kubernetes.io/token', 'kubernetes.io/service-account-token'),
            metadata: fc.record({ annotations: fc.constantFrom({}, { a: 'b' }, { 'kubernetes.io/service-account.name': 'x' }) }),
            templateFrom: fc.array(
              fc.record({
                literal: fc.constant('a: b'),
                target: optional(fc.constantFrom('', 'data', 'ANNOTATIONS', 'Labels', 'type')),
              }),
              { maxLength: 2 },
            ),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    data: fc.array(fc.record({ secretKey: fc.constantFrom('a', 'b', 'c'), remoteRef: remote }), { maxLength: 3 }),
    dataFrom: fc.array(
      fc.record(
        {
          extract: remote,
          find: fc.constant({ name: { regexp: 'a' } }),
          sourceRef: fc.constantFrom({ storeRef: { name: 't' } }, { generatorRef: { kind: 'MFA', name: 'm' } }),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Spec>;

/** What the webhook of ESO 2.9 refuses, as its source says it, after the API server has filled in the defaults. */
function refused({ target = {}, data = [], dataFrom = [] }: Spec): readonly string[] {
  const { creationPolicy = 'Owner', deletionPolicy = 'Retain', manifest, template } = target;
  const found: string[] = [];
  if (deletionPolicy === 'Delete' && creationPolicy !== 'Owner') found.push('delete-without-ownership');
  if (deletionPolicy === 'Merge' && creationPolicy === 'None') found.push('merge-without-secret');
  if (data.length === 0 && dataFrom.length === 0) found.push('no-data');
  const targets = (template?.templateFrom ?? []).map((from) => (from.target ?? 'Data').toLowerCase());
  if (template?.type === 'kubernetes.io/service-account-token') {
    const named = 'kubernetes.io/service-account.name' in (template.metadata?.annotations ?? {});
    if (named || targets.includes('annotations')) found.push('service-account-token-template');
  }
  if (template?.type === 'bootstrap.kubernetes.io/token') found.push('bootstrap-token-template');
  if (manifest === undefined || manifest.kind === 'Secret') {
    for (const to of targets) if (!['', 'data', 'annotations', 'labels'].includes(to)) found.push('template-target');
  }
  for (const { extract, find, sourceRef } of dataFrom) {
    const sources = [extract, find, sourceRef?.generatorRef].filter((source) => source !== undefined).length;
    if (sources > 1) found.push('data-from-several-sources');
    if (sources === 0 && sourceRef === undefined) found.push('data-from-without-source');
  }
  const keys = data.map(({ secretKey }) => secretKey);
  if (deletionPolicy === 'Retain') {
    for (const [i, key] of keys.entries()) if (keys.indexOf(key) < i) found.push('duplicate-secret-key');
  }
  return found.sort();
}

/** Errors about what is admitted and fails later. */
const LATER = ['generic-target', 'secret-type-keys'];

describe('the rules of the ExternalSecret webhook', () => {
  for (const kind of ['ExternalSecret', 'ClusterExternalSecret']) {
    it(`refuse of a ${kind} exactly what the webhook refuses`, async () => {
      await fc.assert(
        fc.asyncProperty(spec, async (generated) => {
          const own = { ...generated, refreshPolicy: 'CreatedOnce', secretStoreRef: { name: 's' } };
          const whole = kind === 'ExternalSecret' ? own : { namespaceSelectors: [{}], externalSecretSpec: own };
          const text = JSON.stringify({ apiVersion: 'external-secrets.io/v1', kind, metadata: { name: 'a' }, spec: whole });
          const errors = (await tell(text)).filter(({ rule, severity }) => severity === 'error' && !LATER.includes(rule));
          assert.deepEqual(errors.map(({ rule }) => rule).sort(), refused(generated), text);
        }),
        runs(300),
      );
    });
  }
});
