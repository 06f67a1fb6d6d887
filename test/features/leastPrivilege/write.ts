import { minimalPolicies, policyDocument } from '../../../server/src/features/leastPrivilege/index.ts';
import { english, type Localisation } from '../../../server/src/localisation.ts';
import { isEsoResource } from '../../../server/src/model/esoKinds.ts';
import { createWorkspaceIndex } from '../../../server/src/model/workspaceIndex.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';

/** The policies for all manifests of one file: each piece by its title, the gaps, and the whole document. */
export function policiesFor(...manifests: readonly string[]) {
  const uri = 'file:///w/all.yaml';
  const file = parseManifestFile(manifests.join('---\n'));
  const index = createWorkspaceIndex();
  index.update(uri, file);
  const resources = file.documents.flatMap(({ parsed }) => parsed.resources.filter(isEsoResource));
  const policies = minimalPolicies(
    index,
    resources.map((resource) => ({ uri, resource })),
  );
  const pieces = policies.pieces.map((piece) => ({
    ...piece,
    title: english.of(piece.title),
    notes: piece.notes.map(english.of),
  }));
  const texts = Object.fromEntries(pieces.map(({ title, text }) => [title, text]));
  const documentIn = (l10n: Localisation) => policyDocument(policies, l10n);
  const gaps = policies.gaps.map(english.of);
  return { pieces, gaps, texts, titles: Object.keys(texts), document: documentIn(english), documentIn };
}

/** A store in namespace `default`. */
export function store(name: string, provider: string, kind = 'SecretStore'): string {
  const namespace = kind === 'SecretStore' ? '\n  namespace: default' : '';
  return `apiVersion: external-secrets.io/v1
kind: ${kind}
metadata:
  name: ${name}${namespace}
spec:
  provider:
${indented(provider, 4)}
`;
}

/** An ExternalSecret in namespace `default` that reads from a store; `more`: below `spec`. */
export function externalSecret(storeName: string, more: string, kind = 'SecretStore'): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: ${storeName}
    kind: ${kind}
${indented(more, 2)}
`;
}

/** A PushSecret in namespace `default`; `more`: below `spec`. */
export function pushSecret(storeName: string, more: string): string {
  return `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata:
  name: push
  namespace: default
spec:
  secretStoreRefs:
    - name: ${storeName}
  selector:
    secret:
      name: source
${indented(more, 2)}
`;
}

/** `data` that reads these keys. */
export function reads(...keys: readonly string[]): string {
  return `data:\n${keys.map((key) => `  - secretKey: a\n    remoteRef:\n      key: ${key}`).join('\n')}`;
}

/** `data` of a PushSecret that writes these keys. */
export function writes(...keys: readonly string[]): string {
  return `data:\n${keys.map((key) => `  - match:\n      secretKey: a\n      remoteRef:\n        remoteKey: ${key}`).join('\n')}`;
}

function indented(text: string, by: number): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
}
