import { addBeside, changeTo, externalSecretKinds, judgedSpecPath, mappingsIn, remove } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { textAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `merge failed with missing 'into' field`. */
export const mergeInto: Rule = {
  meta: {
    id: 'merge-into',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A rewrite that merges into one JSON value does not say under which key.',
    why: "It is admitted and never becomes Ready: every sync fails with `error applying rewrite to keys: failed rewrite operation[0]: merge failed with missing 'into' field`. The other way round, into without strategy JSON has no effect, as the default strategy Extract makes a key of each inner one: that is a warning.",
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
          regexp: ^myapp-
      rewrite:
        - merge:
            strategy: JSON
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
          regexp: ^myapp-
      rewrite:
        - merge:
            strategy: JSON
            into: settings
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    return mappingsIn(resource, [...spec, 'dataFrom'])
      .flatMap((item) => mappingsIn(resource, [...item, 'rewrite']))
      .flatMap((rewrite) => judge(resource, [...rewrite, 'merge']));
  },
};

function judge(resource: ResourceNode, merge: Path): readonly Finding[] {
  if (resource.nodeAt(merge)?.type !== 'map') return [];
  const strategy = textAt(resource, merge, ['strategy'], 'Extract');
  const into = textAt(resource, merge, ['into'], '');
  if (strategy === 'JSON' && into === '') {
    const message =
      'A merge with strategy JSON needs into, the key that the JSON is put under: every sync fails without it. Add into.';
    return [{ rule: 'merge-into', severity: 'error', at: { path: [...merge, 'strategy'], part: 'value' }, message }];
  }
  if (strategy === 'Extract' && into !== undefined && into !== '') {
    const message =
      'into has no effect with strategy Extract, which makes a key of each inner one. Use strategy JSON, or remove it.';
    const path = [...merge, 'into'];
    const toJson =
      resource.nodeAt([...merge, 'strategy']) === undefined
        ? addBeside(resource, path, 'before', 'strategy: JSON', true)
        : changeTo(resource, [...merge, 'strategy'], 'JSON', true);
    const fixes = [...toJson, ...remove(resource, path, false)];
    return [{ rule: 'merge-into', severity: 'warning', at: { path, part: 'key' }, message, fixes }];
  }
  return [];
}
