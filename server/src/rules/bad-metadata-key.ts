import type { Finding } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule } from './rule.ts';

const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Kubernetes' `IsQualifiedName` (apimachinery, util/validation), which labels and annotations share. */
export const badMetadataKey: Rule = {
  meta: {
    id: 'bad-metadata-key',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'The key of a label or annotation is no qualified name.',
    why: `The API server refuses it: \`${namePart}\`. A prefix, such as \`example.com/\`, is a DNS name of at most 253 characters; the name behind it has at most 63. All annotations together have at most 256 KiB.`,
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  labels:
    managed by: external-secrets
spec:
  secretStoreRef:
    name: vault
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  labels:
    managed-by: external-secrets
spec:
  secretStoreRef:
    name: vault
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
  check: ({ resource }) => [...['labels', 'annotations'].flatMap((field) => judge(resource, field)), ...tooMuch(resource)],
};

function judge(resource: ResourceNode, field: string): readonly Finding[] {
  const map = resource.nodeAt(['metadata', field]);
  if (map?.type !== 'map') return [];
  return map.entries.flatMap(({ name, key, merged }): readonly Finding[] => {
    // Annotations are compared without regard to case, as the API server does.
    const problem = merged || key.placeholder ? undefined : problemOf(field === 'annotations' ? name.toLowerCase() : name);
    if (problem === undefined) return [];
    const message = `"${name}" cannot be the key of ${field === 'labels' ? 'a label' : 'an annotation'}: ${problem}. The API server refuses it.`;
    return [{ rule: 'bad-metadata-key', severity: 'error', at: { path: ['metadata', field, name], part: 'key' }, message }];
  });
}

/** Kubernetes: `metadata.annotations: Too long: may not be more than 262144 bytes`, keys and values together. */
function tooMuch(resource: ResourceNode): readonly Finding[] {
  const path = ['metadata', 'annotations'];
  const map = resource.nodeAt(path);
  if (map?.type !== 'map') return [];
  const texts = map.entries.flatMap(({ name, value }) => [
    name,
    value.type === 'scalar' && !value.placeholder ? String(value.value) : '',
  ]);
  if (texts.reduce((sum, text) => sum + utf8Length(text), 0) <= 256 * 1024) return [];
  const message = 'The annotations have more than 256 KiB together: the API server refuses that. Put large texts elsewhere.';
  return [{ rule: 'bad-metadata-key', severity: 'error', at: { path, part: 'key' }, message }];
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

function problemOf(key: string): string | undefined {
  const parts = key.split('/');
  const [prefix, name = ''] = parts.length === 1 ? [undefined, key] : parts;
  if (parts.length > 2) return 'it has more than one "/"';
  if (prefix !== undefined && !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(prefix)) {
    return 'what stands before the "/" is no DNS name in lower case';
  }
  if (prefix !== undefined && prefix.length > 253) return 'what stands before the "/" is longer than 253 characters';
  if (name.length > 63) return 'the name is longer than 63 characters';
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) {
    return 'a name is made of letters, digits, "-", "_" and ".", and begins and ends with a letter or digit';
  }
  return undefined;
}
