import { phrase } from '../localisation.ts';
import { externalSecretKinds, mappingsIn } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent, isWritten, writtenText } from '../model/known.ts';
import { type KeyContext, type KeyProblem, keyProblem } from '../model/providerFacts/keySyntax.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import {
  type CertainStore,
  certainStores,
  definitionsOf,
  fetches,
  providerOf,
  pushSpecPath,
  quotedLike,
  settingOf,
} from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

const provider = `azurekv:
  vaultUrl: https://example.vault.azure.net
  authType: ManagedIdentity`;

/** Some back ends read more than a name from a key, and refuse what they cannot read. */
export const refusedKey: Rule = {
  meta: {
    id: 'refused-key',
    severity: 'warning',
    kinds: [...externalSecretKinds, 'PushSecret', 'ClusterPushSecret'],
    needs: 'workspace',
    summary: 'A key has a form that the provider of the store refuses, or reads in part only.',
    why: "Each provider reads the key in its own way. Azure Key Vault wants nothing or `secret/`, `cert/`, `key/` before the name, else `unknown Azure Keyvault object Type for NAME`; Scaleway wants `name:`, `id:` or `path:`, else `invalid secret reference: missing colon ':'`. Google Secret Manager wants the name of the secret without its project; AWS Parameter Store a slash before a name with folders, AWS Certificate Manager the ARN of a certificate; Chef `databag/item`; IBM one of its types, and beside a name that of its group, else `failed to fetch the secret, secret group name is missing`; the provider crd no namespace in a SecretStore.",
    bad: readingExample(
      provider,
      `data:
  - secretKey: ca
    remoteRef:
      key: certificate/ingress`,
    ),
    good: readingExample(
      provider,
      `data:
  - secretKey: ca
    remoteRef:
      key: cert/ingress`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return [...keysRead(resource, workspace), ...keysPushed(resource, workspace)].flatMap((use) => judge(resource, use));
  },
};

/** A key with the store that it is meant for. */
interface KeyUse {
  readonly path: Path;
  readonly use: KeyContext['use'];
  readonly store: CertainStore;
}

function keysRead(resource: ResourceNode, workspace: WorkspaceFacts): readonly KeyUse[] {
  return fetches(resource, workspace).flatMap(({ use, path, store }) =>
    use === 'find' ? [] : [{ path: [...path, 'key'], use, store }],
  );
}

function keysPushed(resource: ResourceNode, workspace: WorkspaceFacts): readonly KeyUse[] {
  const spec = pushSpecPath(resource);
  if (spec === undefined) return [];
  const stores = certainStores(resource, workspace);
  return mappingsIn(resource, [...spec, 'data']).flatMap((item) =>
    stores.map((store) => ({ path: [...item, 'match', 'remoteRef', 'remoteKey'], use: 'push' as const, store })),
  );
}

function judge(resource: ResourceNode, { path, use, store }: KeyUse): readonly Finding[] {
  const key = writtenText(resource, path);
  const [{ kind: storeKind } = { kind: undefined }] = store.entries;
  const provider = providerOf(store);
  if (key === undefined || provider === undefined || storeKind === undefined) return [];
  const service = provider === 'aws' ? settingOf(store, ['service'], '') : undefined;
  const problem = keyProblem(key, { provider, service, storeKind, prefix: settingOf(store, ['prefix'], ''), use });
  if (problem === undefined) return [];
  return [
    {
      rule: 'refused-key',
      severity: 'warning',
      at: { path, part: 'value' },
      message: problem.says,
      fixes: fixesOf(resource, path, problem),
      related: definitionsOf(store),
    },
  ];
}

function fixesOf(resource: ResourceNode, path: Path, { instead, version }: KeyProblem): readonly Fix[] {
  if (!isWritten(resource, path)) return [];
  const at = { path, part: 'value' } as const;
  const apart = version !== undefined && isAbsent(resource, path.slice(0, -1), ['version']);
  const versionEdit = { at: { path, part: 'entry' }, newText: `version: "${version}"`, beside: 'after' } as const;
  return instead.map((key, i) => ({
    title: apart
      ? phrase('Change {0} to {1}, and version to {2}', String(path.at(-1)), key, version)
      : phrase('Change {0} to {1}', String(path.at(-1)), key),
    preferred: i === 0,
    edits: [{ at, newText: quotedLike(resource, path, key) }, ...(apart ? [versionEdit] : [])],
  }));
}
