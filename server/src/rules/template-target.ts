import {
  changeTo,
  externalSecretKinds,
  judgedSpecPath,
  mappingsIn,
  refusal,
  restrictsTemplates,
  targetsSecret,
} from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { writtenText } from '../model/known.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

const TARGETS = ['Data', 'Annotations', 'Labels'];

/** ESO: `templateFrom target="X" is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"`. */
export const templateTarget: Rule = {
  meta: {
    id: 'template-target',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'templateFrom writes to a place of the Secret that ESO does not allow.',
    why: 'The webhook, and the controller too, answer `templateFrom target="spec" is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"`. Other paths are only for `target.manifest`. Case does not matter here.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      templateFrom:
        - target: Label
          literal: "team: payments"
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
  target:
    template:
      templateFrom:
        - target: Labels
          literal: "team: payments"
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource, resolution }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || !restrictsTemplates(resolution) || !targetsSecret(resource, spec)) return [];
    return mappingsIn(resource, [...spec, 'target', 'template', 'templateFrom']).flatMap((item) =>
      judge(resource, [...item, 'target']),
    );
  },
};

function judge(resource: ResourceNode, path: Path): readonly Finding[] {
  const written = writtenText(resource, path);
  if (written === undefined || written === '' || TARGETS.some((target) => target.toLowerCase() === written.toLowerCase()))
    return [];
  const meant = nearest(written, TARGETS);
  return [
    {
      rule: 'template-target',
      severity: 'error',
      at: { path, part: 'value' },
      message: `templateFrom can write to Data, Annotations or Labels of a Secret, and to nothing else: ${refusal(resource)}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      fixes: meant === undefined ? [] : changeTo(resource, path, meant, true),
    },
  ];
}
