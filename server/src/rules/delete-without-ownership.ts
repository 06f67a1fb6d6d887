import { changeTo, externalSecretKinds, judgedSpecPath, refusal, targetText } from '../model/externalSecret.ts';
import type { Rule } from './rule.ts';

/** ESO: `deletionPolicy=Delete must not be used when the controller doesn't own the secret. Please set creationPolicy=Owner`. */
export const deleteWithoutOwnership: Rule = {
  meta: {
    id: 'delete-without-ownership',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'deletionPolicy Delete stands beside a creationPolicy with which ESO does not own the Secret.',
    why: "With Merge, CreateOrMerge and None the webhook answers `deletionPolicy=Delete must not be used when the controller doesn't own the secret. Please set creationPolicy=Owner`. For a ClusterExternalSecret it answers so to each ExternalSecret that the controller tries to make. Orphan is admitted, and fails with `unable to delete secret NAME: creationPolicy=Orphan is not Owner` on the day the vault returns nothing any more: that is a warning. deletionPolicy is about data that vanish from the vault, not about the deletion of the ExternalSecret.",
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    creationPolicy: Merge
    deletionPolicy: Delete
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
    creationPolicy: Merge
    deletionPolicy: Retain
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || targetText(resource, spec, 'deletionPolicy') !== 'Delete') return [];
    const creation = targetText(resource, spec, 'creationPolicy');
    if (creation === undefined || !['Merge', 'CreateOrMerge', 'None', 'Orphan'].includes(creation)) return [];
    const later = creation === 'Orphan';
    const path = [...spec, 'target', 'deletionPolicy'];
    const consequence = later ? 'the sync will fail once the vault has no data any more' : refusal(resource);
    return [
      {
        rule: 'delete-without-ownership',
        severity: later ? 'warning' : 'error',
        at: { path, part: 'value' },
        message: `deletionPolicy Delete needs creationPolicy Owner, and it is ${creation}: ${consequence}. Use deletionPolicy Retain to leave the Secret alone when the vault's data vanish, or creationPolicy Owner.`,
        fixes: [
          ...changeTo(resource, path, 'Retain', true),
          ...changeTo(resource, [...spec, 'target', 'creationPolicy'], 'Owner', false),
        ],
      },
    ];
  },
};
