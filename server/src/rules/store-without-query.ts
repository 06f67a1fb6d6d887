import { dataFromFields, externalSecretKinds, hasOnly, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import { isAbsent, isPresent } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO admits the item and adds no key for it. */
export const storeWithoutQuery: Rule = {
  meta: {
    id: 'store-without-query',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An item of dataFrom names a store, and not what to fetch from it.',
    why: 'It is admitted, the ExternalSecret becomes Ready, and the item adds no key to the Secret: ESO looks for extract, find and sourceRef.generatorRef, and passes over an item that has none of them.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
    - sourceRef:
        storeRef:
          name: other-vault
          kind: ClusterSecretStore
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
    - extract:
        key: prod/shared/database
      sourceRef:
        storeRef:
          name: other-vault
          kind: ClusterSecretStore
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    return mappingsIn(resource, [...spec, 'dataFrom'])
      .filter((item) => hasOnly(resource, item, dataFromFields) && isPresent(resource, item, ['sourceRef', 'storeRef']))
      .filter((item) =>
        [['extract'], ['find'], ['sourceRef', 'generatorRef']].every((source) => isAbsent(resource, item, source)),
      )
      .map((item) => ({
        rule: 'store-without-query',
        severity: 'warning',
        at: { path: [...item, 'sourceRef', 'storeRef'], part: 'key' },
        message: 'This item names a store, but nothing to fetch from it: it is admitted and adds no keys. Add extract or find.',
      }));
  },
};
