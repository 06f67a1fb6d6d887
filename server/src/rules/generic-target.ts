import { externalSecretKinds, judgedSpecPath, targetsSecret } from '../model/externalSecret.ts';
import { isAbsent, isPresent } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO: `invalid generic target`. */
export const genericTarget: Rule = {
  meta: {
    id: 'generic-target',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'target.manifest works only where the controller allows it.',
    why: 'Unless the controller runs with `--unsafe-allow-generic-targets` every sync fails with `invalid generic target`, and is not tried again. For `v1` `Secret` without a template it is an error in any case: the data would be written to `.spec.data` of the Secret, a field that Secrets do not have.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    manifest:
      apiVersion: v1
      kind: ConfigMap
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
    name: db-credentials
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    const target = [...(spec ?? []), 'target'];
    if (spec === undefined || !isPresent(resource, target, ['manifest'])) return [];
    const lost = targetsSecret(resource, spec) && isAbsent(resource, target, ['template']);
    return [
      {
        rule: 'generic-target',
        severity: lost ? 'error' : 'information',
        at: { path: [...target, 'manifest'], part: 'key' },
        message: lost
          ? 'For a Secret as manifest ESO writes the data to .spec.data, which Secrets do not have. Remove manifest: ESO makes a Secret without it.'
          : 'This needs a controller that runs with --unsafe-allow-generic-targets: by default every sync fails with "invalid generic target".',
      },
    ];
  },
};
