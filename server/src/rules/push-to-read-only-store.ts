import { mappingsIn } from '../model/externalSecret.ts';
import { certainStores, definitionsOf, pushSpecPath } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { pushingExample } from './storeExamples.ts';

const gitlab = `gitlab:
  projectID: "42"
  auth:
    SecretRef:
      accessToken:
        name: gitlab-token
        key: token
        namespace: external-secrets`;

const doppler = `doppler:
  auth:
    secretRef:
      dopplerToken:
        name: doppler-token
        key: token
        namespace: external-secrets`;

const data = `data:
  - match:
      secretKey: password
      remoteRef:
        remoteKey: DB_PASSWORD`;

/** ESO does not look at a store's capabilities before it pushes: the provider's own answer comes at every sync. */
export const pushToReadOnlyStore: Rule = {
  meta: {
    id: 'push-to-read-only-store',
    severity: 'warning',
    kinds: ['PushSecret', 'ClusterPushSecret'],
    needs: 'workspace',
    summary: 'A PushSecret writes to a store whose provider ESO can only read.',
    why: 'ESO admits it, and every push fails with an error of the provider such as `not implemented`; Onboardbase takes it and silently does nothing. Doppler and Pulumi report that they are read-only as well, but can be pushed to.',
    bad: pushingExample(gitlab, data),
    good: pushingExample(doppler, data),
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const spec = pushSpecPath(resource);
    // Without anything to push nothing fails.
    const pushes = (list: string) => spec !== undefined && mappingsIn(resource, [...spec, list]).length > 0;
    if (!pushes('data') && !pushes('dataTo')) return [];
    return certainStores(resource, workspace)
      .filter(({ facts }) => facts.access === 'read')
      .map((store) => ({
        rule: 'push-to-read-only-store',
        severity: 'warning',
        at: { path: [...store.refPath, 'name'], part: 'value' },
        message: `"${store.name}" is ${store.facts.name}, which ESO can only read. Nothing will be pushed there.`,
        related: definitionsOf(store),
      }));
  },
};
