import { externalSecretKinds, judgedSpecPath, mappingsIn, refusal, targetText } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { isOpen, textAt } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO: `duplicate secretKey found: password`. */
export const duplicateSecretKey: Rule = {
  meta: {
    id: 'duplicate-secret-key',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'Two items of data write the same key of the Secret.',
    why: 'With deletionPolicy Retain, which is the default, the webhook answers `duplicate secretKey found: password`; for a ClusterExternalSecret it answers so to each ExternalSecret that the controller tries to make. With Delete and Merge it is admitted, and the last item silently wins: that is a warning.',
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
        property: user
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
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
    - secretKey: user
      remoteRef:
        key: prod/myapp/database
        property: user
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    // Items that a template chooses between may share a key.
    if (spec === undefined || isOpen(resource.nodeAt([...spec, 'data']))) return [];
    const refused = targetText(resource, spec, 'deletionPolicy', 'Retain') === 'Retain';
    const consequence = refused ? refusal(resource) : 'only the last of them is kept';
    const first = new Map<string, number>();
    const findings: Finding[] = [];
    for (const item of mappingsIn(resource, [...spec, 'data'])) {
      const key = textAt(resource, item, ['secretKey']);
      if (key === undefined || key === '') continue;
      const before = first.get(key);
      if (before === undefined) first.set(key, Number(item.at(-1)));
      else {
        findings.push({
          rule: 'duplicate-secret-key',
          severity: refused ? 'error' : 'warning',
          at: { path: [...item, 'secretKey'], part: 'value' },
          message: `Item ${before + 1} of data already writes the key "${key}" of the Secret: ${consequence}. Rename one of them.`,
        });
      }
    }
    return findings;
  },
};
