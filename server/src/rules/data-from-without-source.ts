import { dataFromFields, externalSecretKinds, hasOnly, judgedSpecPath, mappingsIn, refusal } from '../model/externalSecret.ts';
import { isAbsent } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO: `either extract, find, or sourceRef must be set to dataFrom`. */
export const dataFromWithoutSource: Rule = {
  meta: {
    id: 'data-from-without-source',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An item of dataFrom has none of extract, find and sourceRef.',
    why: 'The webhook answers `either extract, find, or sourceRef must be set to dataFrom`. For a ClusterExternalSecret it answers so to each ExternalSecret that the controller tries to make. A field without a value counts as missing.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - rewrite:
        - regexp:
            source: ^
            target: db_
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
      rewrite:
        - regexp:
            source: ^
            target: db_
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    return mappingsIn(resource, [...spec, 'dataFrom'])
      .filter((item) => hasOnly(resource, item, dataFromFields))
      .filter((item) => ['extract', 'find', 'sourceRef'].every((source) => isAbsent(resource, item, [source])))
      .map((path) => ({
        rule: 'data-from-without-source',
        severity: 'error',
        at: { path, part: 'key' },
        message: `This item of dataFrom names no source: ${refusal(resource)}. Give it extract, find or sourceRef.generatorRef.`,
      }));
  },
};
