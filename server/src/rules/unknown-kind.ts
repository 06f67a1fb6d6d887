import { phrase } from '../localisation.ts';
import type { FixEdit } from '../model/finding.ts';
import { movedFrom } from '../schema/kindSchema.ts';
import type { Rule } from './rule.ts';

/** Kubernetes: `no matches for kind "ExternalSecrets" in version "external-secrets.io/v1"`. */
export const unknownKind: Rule = {
  meta: {
    id: 'unknown-kind',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: "No kind of this name exists in this apiVersion of ESO's groups.",
    why: 'The API server answers `no matches for kind "ExternalSecrets" in version "external-secrets.io/v1"`. Generators live in `generators.external-secrets.io/v1alpha1`, PushSecret in `external-secrets.io/v1alpha1`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecrets
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
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
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resolution, resource, versionIsKnown }) {
    const { apiVersion, kind } = resource;
    if (resolution?.state !== 'unknown' || movedFrom(resolution) !== undefined) return [];
    if (apiVersion === undefined || kind === undefined) return [];
    if (resource.isPlaceholder(['kind']) || resource.isPlaceholder(['apiVersion'])) return [];
    const meant = resolution.near[0];
    const answer = 'the API server will answer "no matches for kind"';
    if (meant === undefined) {
      // A newer ESO may have kinds that we have not heard of.
      const severity = versionIsKnown ? 'error' : 'warning';
      const message = `ESO ${resolution.version} has no kind "${kind}" in ${apiVersion}: ${answer}.`;
      return [{ rule: 'unknown-kind', severity, at: { path: ['kind'], part: 'value' }, message }];
    }
    const field = meant.kind === kind ? 'apiVersion' : 'kind';
    const at = { path: [field], part: 'value' } as const;
    const message =
      field === 'kind'
        ? `There is no kind "${kind}" in ${apiVersion}: ${answer}. Did you mean "${meant.kind}"?`
        : `${kind} is not in ${apiVersion}: ${answer}. Its apiVersion is ${meant.apiVersion}.`;
    // Where both are wrong the two are mended together, so that the result is a kind that exists.
    const edits: FixEdit[] = [{ at, newText: meant[field] }];
    if (field === 'kind' && meant.apiVersion !== apiVersion) {
      edits.push({ at: { path: ['apiVersion'], part: 'value' }, newText: meant.apiVersion });
    }
    return [
      {
        rule: 'unknown-kind',
        severity: 'error',
        at,
        message,
        fixes: [{ title: phrase('Change to {0}', meant[field]), preferred: true, edits }],
      },
    ];
  },
};
