import { externalSecretKinds, judgedSpecPath, refusal, restrictsTemplates } from '../model/externalSecret.ts';
import { writtenText } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO: `template.type="bootstrap.kubernetes.io/token" is not allowed`. */
export const bootstrapTokenTemplate: Rule = {
  meta: {
    id: 'bootstrap-token-template',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A template makes a Secret of the type bootstrap.kubernetes.io/token.',
    why: 'Such a Secret would let machines join the cluster. The webhook, and the controller too, answer `template.type="bootstrap.kubernetes.io/token" is not allowed`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: bootstrap
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      type: bootstrap.kubernetes.io/token
  dataFrom:
    - extract:
        key: prod/bootstrap
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: bootstrap
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      type: Opaque
  dataFrom:
    - extract:
        key: prod/bootstrap
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource, resolution }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || !restrictsTemplates(resolution)) return [];
    const path = [...spec, 'target', 'template', 'type'];
    if (writtenText(resource, path) !== 'bootstrap.kubernetes.io/token') return [];
    return [
      {
        rule: 'bootstrap-token-template',
        severity: 'error',
        at: { path, part: 'value' },
        message: `ESO may not make Secrets of the type bootstrap.kubernetes.io/token, which let machines join the cluster: ${refusal(resource)}.`,
      },
    ];
  },
};
