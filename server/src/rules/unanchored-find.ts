import { externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { isAbsent, writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { anchored, anchorFix } from './anchoring.ts';
import type { Rule } from './rule.ts';

/** ESO, runtime/find: Go's `MatchString`, which is content with a match anywhere in the name. */
export const unanchoredFind: Rule = {
  meta: {
    id: 'unanchored-find',
    severity: 'hint',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A find.name.regexp reads like one name, and matches every name that contains it.',
    why: 'ESO looks for a match anywhere in the name of a secret: `db` also finds `mydb-old`, and the Secret gets a key for each. Only patterns without any special character are reported, and none that end in `-`, `_` or `/`, which are mostly meant as the beginning of a name. Nothing is said beside a rewrite, which expects longer names.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - find:
        name:
          regexp: db
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
    - find:
        name:
          regexp: ^db$
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    // Who rewrites the names expects more in them than the pattern says.
    return mappingsIn(resource, [...spec, 'dataFrom'])
      .filter((item) => isAbsent(resource, item, ['rewrite']))
      .flatMap((item) => judge(resource, [...item, 'find', 'name', 'regexp']));
  },
};

function judge(resource: ResourceNode, path: Path): readonly Finding[] {
  const pattern = writtenText(resource, path);
  if (pattern === undefined || !/^[\w/-]+[A-Za-z0-9]$/.test(pattern)) return [];
  return [
    {
      rule: 'unanchored-find',
      severity: 'hint',
      at: { path, part: 'value' },
      message: `This finds every secret with "${pattern}" anywhere in its name, "my${pattern}-old" too. Write ${anchored(pattern)} if one name is meant.`,
      fixes: anchorFix(resource, path, pattern, false),
    },
  ];
}
