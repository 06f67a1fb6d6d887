import { phrase } from '../localisation.ts';
import { movedFrom } from '../schema/kindSchema.ts';
import { migrationEdits } from './migration.ts';
import type { Rule } from './rule.ts';

/** Kubernetes: `no matches for kind "ExternalSecret" in version "external-secrets.io/v1beta1"`. */
export const unservedVersion: Rule = {
  meta: {
    id: 'unserved-version',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'The kind exists, but this ESO version does not serve it in this apiVersion.',
    why: 'The API server answers `no matches for kind "ExternalSecret" in version "external-secrets.io/v1beta1"`, and nothing else of the manifest is looked at. While the ESO version is only assumed (setting `externalSecrets.operatorVersion` is empty) it is a warning: an older cluster may still serve it. The fix also moves what v1 has in another place: the keys of `dataFrom` into `extract`, `valueMap` of the fake provider into a JSON `value`; and it drops the template engine v1.',
    bad: `apiVersion: external-secrets.io/v1beta1
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
  check({ resolution, resource, parsed, versionIsKnown }) {
    const moved = movedFrom(resolution);
    // A chart that asks what the cluster serves writes it where it is served.
    if (moved === undefined || resource.isPlaceholder(['apiVersion']) || CHOSEN.test(parsed.text)) return [];
    const at = { path: ['apiVersion'], part: 'value' } as const;
    const { elsewhere, version } = moved;
    const [served] = elsewhere.servedAs;
    const last = elsewhere.servedIn.at(-1);
    const history = last === undefined ? '' : ` (ESO ${minorOf(last)} still served it)`;
    const advice =
      served === undefined ? `ESO ${minorOf(version)} has no other version of ${resource.kind}.` : `Migrate to ${served}.`;
    return [
      {
        rule: 'unserved-version',
        severity: versionIsKnown ? 'error' : 'warning',
        at,
        message: `${resource.apiVersion} is not served by ESO ${minorOf(version)}${history}: the API server will answer "no matches for kind". ${advice}`,
        ...(served === undefined
          ? {}
          : {
              fixes: [
                {
                  title: phrase('Migrate to {0}', served.slice(served.indexOf('/') + 1)),
                  preferred: true,
                  edits: [{ at, newText: served }, ...migrationEdits(resource)],
                },
              ],
            }),
      },
    ];
  },
};

/** Helm: `{{ if .Capabilities.APIVersions.Has "external-secrets.io/v1beta1" }}`. */
const CHOSEN = /\{\{[^}]*\.Capabilities\.APIVersions\b/;

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
