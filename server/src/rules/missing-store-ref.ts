import {
  dataFields,
  dataFromFields,
  externalSecretKinds,
  hasOnly,
  judgedSpecPath,
  mappingsIn,
  specFields,
} from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { isAbsent, isPresent } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `could not get SecretStore ""`. */
export const missingStoreRef: Rule = {
  meta: {
    id: 'missing-store-ref',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An ExternalSecret fetches from a store and names none.',
    why: 'secretStoreRef is optional, as generators and items with a sourceRef.storeRef of their own need none; so it is admitted. Every sync then fails with `could not get SecretStore "", …`. It is a warning and not an error, because an overlay of Kustomize may still add the store.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  dataFrom:
    - extract:
        key: prod/myapp/database
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
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    const own = [...itemsOf(resource, spec, 'data'), ...itemsOf(resource, spec, 'dataFrom')].flatMap((item) => {
      const ref = [...item, 'sourceRef', 'storeRef'];
      return isPresent(resource, item, ['sourceRef', 'storeRef', 'name']) || !isNameless(resource, ref)
        ? []
        : [finding(ref, 'storeRef')];
    });
    if (!hasOnly(resource, spec, specFields) || !isAbsent(resource, spec, ['secretStoreRef', 'name'])) return own;
    const ref = [...spec, 'secretStoreRef'];
    const written = isNameless(resource, ref);
    if (!written && !isAbsent(resource, spec, ['secretStoreRef'])) return own;
    return needsStore(resource, spec) ? [finding(written ? ref : spec, 'secretStoreRef'), ...own] : own;
  },
};

function finding(path: Path, field: string): Finding {
  const what = path.at(-1) === field ? `${field} has no name` : 'No secretStoreRef says which store to fetch from';
  return {
    rule: 'missing-store-ref',
    severity: 'warning',
    at: { path, part: 'key' },
    message: `${what}: it is admitted, and every sync fails with "could not get SecretStore". Give ${field} the name and kind of a store.`,
  };
}

/** Items with fields that do not exist are left out: a misplaced store is already reported. */
function itemsOf(resource: ResourceNode, spec: Path, list: 'data' | 'dataFrom'): readonly Path[] {
  const fields = list === 'data' ? dataFields : dataFromFields;
  return mappingsIn(resource, [...spec, list]).filter((item) => hasOnly(resource, item, fields));
}

function isNameless(resource: ResourceNode, ref: Path): boolean {
  return hasOnly(resource, ref, ['name', 'kind']) && isAbsent(resource, ref, ['name']);
}

function needsStore(resource: ResourceNode, spec: Path): boolean {
  const fetches = itemsOf(resource, spec, 'dataFrom').filter(
    (item) => isPresent(resource, item, ['extract']) || isPresent(resource, item, ['find']),
  );
  return [...itemsOf(resource, spec, 'data'), ...fetches].some((item) => isAbsent(resource, item, ['sourceRef']));
}
