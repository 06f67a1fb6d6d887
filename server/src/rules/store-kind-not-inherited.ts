import { addBeside, externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import { isAbsent, textAt } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO: `could not get SecretStore "vault", … not found`. */
export const storeKindNotInherited: Rule = {
  meta: {
    id: 'store-kind-not-inherited',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A sourceRef.storeRef repeats the name of the ClusterSecretStore of secretStoreRef, but not its kind.',
    why: 'A storeRef inherits nothing from spec.secretStoreRef: without a kind it means a SecretStore in the namespace of the ExternalSecret. Unless one of that name is there too, every sync fails with `could not get SecretStore "vault", … not found`.',
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
      sourceRef:
        storeRef:
          name: vault
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
      sourceRef:
        storeRef:
          name: vault
          kind: ClusterSecretStore
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || textAt(resource, [...spec, 'secretStoreRef'], ['kind']) !== 'ClusterSecretStore') return [];
    const name = textAt(resource, [...spec, 'secretStoreRef'], ['name']);
    return [...mappingsIn(resource, [...spec, 'data']), ...mappingsIn(resource, [...spec, 'dataFrom'])]
      .map((item) => [...item, 'sourceRef', 'storeRef'])
      .filter((ref) => name !== undefined && textAt(resource, ref, ['name']) === name && isAbsent(resource, ref, ['kind']))
      .map((ref) => ({
        rule: 'store-kind-not-inherited',
        severity: 'warning',
        at: { path: [...ref, 'name'], part: 'value' },
        message: `This means a SecretStore "${name}", not the ClusterSecretStore of secretStoreRef: the kind is not inherited. Add kind: ClusterSecretStore.`,
        fixes: addBeside(resource, [...ref, 'name'], 'after', 'kind: ClusterSecretStore', true),
      }));
  },
};
