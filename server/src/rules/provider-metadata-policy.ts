import { externalSecretKinds, remove } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { definitionsOf, type Fetch, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `doppler:
  auth:
    secretRef:
      dopplerToken:
        name: doppler-token
        key: token
        namespace: external-secrets`;

/** A few back ends know metadata; the others bring the value, without an error. */
export const providerMetadataPolicy: Rule = {
  meta: {
    id: 'provider-metadata-policy',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'metadataPolicy is Fetch, and the provider of the store has no metadata to fetch.',
    why: 'Only AWS Secrets Manager and Parameter Store, Azure Key Vault, Google Secret Manager, Vault (KV version 2), Kubernetes and, in dataFrom, IBM look at metadataPolicy. The others bring the secret value where its metadata was meant, without an error. With OVHcloud every sync fails with `fetch metadata policy not supported`, with the KV version 1 of Vault with `cannot perform metadata fetch operations with kv version v1`.',
    bad: readingExample(
      provider,
      `data:
  - secretKey: owner
    remoteRef:
      key: DB_PASSWORD
      metadataPolicy: Fetch`,
    ),
    good: readingExample(
      provider,
      `data:
  - secretKey: password
    remoteRef:
      key: DB_PASSWORD`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace).flatMap((fetch) => judge(resource, fetch));
  },
};

function judge(resource: ResourceNode, { use, path, store }: Fetch): readonly Finding[] {
  const { metadata, name } = store.facts;
  const isIgnored = metadata === 'ignored' || (metadata === 'only-in-extract' && use === 'data');
  if (use === 'find' || (!isIgnored && metadata !== 'refused') || writtenText(resource, [...path, 'metadataPolicy']) !== 'Fetch')
    return [];
  const at = [...path, 'metadataPolicy'];
  const effect = isIgnored ? 'It brings the secret value instead, without an error.' : 'Every sync fails.';
  return [
    {
      rule: 'provider-metadata-policy',
      severity: 'warning',
      at: { path: at, part: 'value' },
      message: `"${store.name}" is ${name}, of which ESO fetches no metadata${metadata === 'only-in-extract' ? ' in data' : ''}. ${effect}`,
      fixes: remove(resource, at, false),
      related: definitionsOf(store),
    },
  ];
}
