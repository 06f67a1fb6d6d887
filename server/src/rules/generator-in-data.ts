import { externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import { isAbsent, isPresent } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO: `could not get SecretStore ""`. */
export const generatorInData: Rule = {
  meta: {
    id: 'generator-in-data',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An item of data has a generator as its source.',
    why: 'It is admitted and never becomes Ready: generators work only in dataFrom. In data the controller looks for a store, finds no name, and every sync fails with `could not get SecretStore "", …`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      sourceRef:
        generatorRef:
          kind: Password
          name: database
      remoteRef:
        key: password
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshPolicy: CreatedOnce
  dataFrom:
    - sourceRef:
        generatorRef:
          kind: Password
          name: database
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    return mappingsIn(resource, [...spec, 'data'])
      .filter(
        (item) => isPresent(resource, item, ['sourceRef', 'generatorRef']) && isAbsent(resource, item, ['sourceRef', 'storeRef']),
      )
      .map((item) => ({
        rule: 'generator-in-data',
        severity: 'error',
        at: { path: [...item, 'sourceRef', 'generatorRef'], part: 'key' },
        message:
          'A generator cannot be the source of an item of data: every sync fails with "could not get SecretStore". Use dataFrom with sourceRef.generatorRef.',
      }));
  },
};
