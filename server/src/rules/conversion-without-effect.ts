import { externalSecretKinds, judgedSpecPath, mappingsIn, remove } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { knownAt, textAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO converts names only of keys that it got from extract or find, and only where no rewrite does it. */
export const conversionWithoutEffect: Rule = {
  meta: {
    id: 'conversion-without-effect',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'conversionStrategy Unicode stands where ESO converts no names.',
    why: 'conversionStrategy changes the names of keys that extract and find bring along. An item of data has its name in secretKey, and as soon as an item of dataFrom has a rewrite, that alone makes the names. Default, which API servers once filled in by themselves, is not reported.',
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
      remoteRef:
        key: prod/myapp/database
        conversionStrategy: Unicode
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    const inData = mappingsIn(resource, [...spec, 'data']).flatMap((item) =>
      judge(resource, [...item, 'remoteRef'], 'the name of the key is secretKey, which is never converted'),
    );
    // With find some back ends convert names themselves, so that only extract is certain.
    const inExtract = mappingsIn(resource, [...spec, 'dataFrom'])
      .filter((item) => hasRewrite(resource, item))
      .flatMap((item) => judge(resource, [...item, 'extract'], 'with rewrite ESO leaves the names to it'));
    return [...inData, ...inExtract];
  },
};

function judge(resource: ResourceNode, reference: Path, because: string): readonly Finding[] {
  if (textAt(resource, reference, ['conversionStrategy']) !== 'Unicode') return [];
  const path = [...reference, 'conversionStrategy'];
  return [
    {
      rule: 'conversion-without-effect',
      severity: 'warning',
      at: { path, part: 'key' },
      message: `conversionStrategy has no effect here: ${because}. Remove it.`,
      fixes: remove(resource, path, true),
    },
  ];
}

function hasRewrite(resource: ResourceNode, item: Path): boolean {
  const rewrite = knownAt(resource, item, ['rewrite']);
  return rewrite.state === 'value' && Array.isArray(rewrite.value) && rewrite.value.length > 0;
}
