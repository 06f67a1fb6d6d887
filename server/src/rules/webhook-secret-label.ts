import { mappingsIn } from '../model/externalSecret.ts';
import { knownAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { objectsNamedBy } from './neighbours.ts';
import type { Rule } from './rule.ts';
import { isStore } from './storeView.ts';

const manifests = (labels: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: webhook
  namespace: team-a
spec:
  provider:
    webhook:
      url: https://secrets.example.com/{{ .remoteRef.key }}
      headers:
        Authorization: Bearer {{ .login.token }}
      secrets:
        - name: login
          secretRef:
            name: webhook-login
      result:
        jsonPath: $.value
---
apiVersion: v1
kind: Secret
metadata:
  name: webhook-login
  namespace: team-a
${labels}`;

const label = 'external-secrets.io/type';

/** ESO: a webhook may be sent what is meant for webhooks, and no other Secret of the namespace. */
export const webhookSecretLabel: Rule = {
  meta: {
    id: 'webhook-secret-label',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'workspace',
    summary: 'A Secret that a webhook store uses lacks the label that lets webhooks have it.',
    why: "ESO gives a webhook only Secrets with the label external-secrets.io/type: webhook. Without it every sync fails with `secret does not contain needed label 'external-secrets.io/type: webhook'. Update secret label to use it with webhook`. It is said where the Secret stands in the same file or folder.",
    bad: manifests(''),
    good: manifests('  labels:\n    external-secrets.io/type: webhook\n'),
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    if (!isStore(resource)) return [];
    return mappingsIn(resource, ['spec', 'provider', 'webhook', 'secrets']).flatMap((item) => {
      const ref = [...item, 'secretRef'];
      const secrets = objectsNamedBy(resource, ref, 'Secret', workspace);
      const name = secrets[0]?.resource.name;
      if (name === undefined || workspace.writersOf(name).length > 0) return [];
      if (!secrets.every((entry) => lacksLabel(entry.resource))) return [];
      return [
        {
          rule: 'webhook-secret-label',
          severity: 'warning',
          at: { path: [...ref, 'name'], part: 'value' },
          message: `Secret "${name}" has no label ${label}: webhook, and ESO sends a webhook no other Secrets: every sync fails. Add the label to it.`,
          related: secrets.map((entry) => ({ entry, path: ['metadata'], part: 'key', message: `Secret "${name}"` })),
        },
      ];
    });
  },
};

function lacksLabel(secret: ResourceNode): boolean {
  const known = knownAt(secret, ['metadata'], ['labels', label]);
  return known.state === 'absent' || (known.state === 'value' && known.value !== 'webhook');
}
