import { externalSecretKinds, judgedSpecPath, mappingsIn, refusal, restrictsTemplates } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { knownAt, textAt, writtenText } from '../model/known.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule, RuleContext } from './rule.ts';

const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT = 'kubernetes.io/service-account.name';

/** ESO: `template.type="kubernetes.io/service-account-token" with annotation "kubernetes.io/service-account.name" is not allowed`. */
export const serviceAccountTokenTemplate: Rule = {
  meta: {
    id: 'service-account-token-template',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A template would make Kubernetes issue a lasting token for a ServiceAccount.',
    why: 'A Secret of the type `kubernetes.io/service-account-token` that names a ServiceAccount is filled with a token that does not expire. The webhook, and the controller too, answer `template.type="kubernetes.io/service-account-token" with annotation "kubernetes.io/service-account.name" is not allowed`, or, where annotations come from templateFrom, `template.type="kubernetes.io/service-account-token" with templateFrom target="Annotations" is not allowed`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: robot
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      type: kubernetes.io/service-account-token
      metadata:
        annotations:
          kubernetes.io/service-account.name: robot
  dataFrom:
    - extract:
        key: prod/robot
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: robot
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      type: Opaque
      metadata:
        annotations:
          example.com/owner: robot
  dataFrom:
    - extract:
        key: prod/robot
`,
    fixable: false,
    since: '0.1.0',
  },
  check(context) {
    const { resource } = context;
    const spec = judgedSpecPath(resource);
    if (spec === undefined || !restrictsTemplates(context.resolution)) return [];
    const template = [...spec, 'target', 'template'];
    if (textAt(resource, template, ['type']) !== TYPE) return [];
    const named = knownAt(resource, template, ['metadata', 'annotations', ACCOUNT]).state;
    if (named === 'value' || named === 'templated') {
      const at = { path: [...template, 'metadata', 'annotations', ACCOUNT], part: 'key' } as const;
      return [finding(context, at, `the annotation ${ACCOUNT}`)];
    }
    const from = mappingsIn(resource, [...template, 'templateFrom'])
      .map((item): Path => [...item, 'target'])
      .find((path) => writtenText(resource, path)?.toLowerCase() === 'annotations');
    return from === undefined ? [] : [finding(context, { path: from, part: 'value' }, 'annotations from templateFrom')];
  },
};

function finding({ resource }: RuleContext, at: Finding['at'], what: string): Finding {
  return {
    rule: 'service-account-token-template',
    severity: 'error',
    at,
    message: `A template of the type ${TYPE} must not have ${what}: ${refusal(resource)}, as Kubernetes would issue a lasting token. Use a TokenRequest, or a Secret that is not managed by ESO.`,
  };
}
