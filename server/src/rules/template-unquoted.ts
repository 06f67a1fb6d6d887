import { phrase } from '../localisation.ts';
import { judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { templatePlaces } from '../model/goTemplate/places.ts';
import { writtenText } from '../model/known.ts';
import { readGoAction } from '../syntax/goAction.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** YAML: a value that begins with `{{` without quotes is a mapping in a mapping, `invalid map key`. */
export const templateUnquoted: Rule = {
  meta: {
    id: 'template-unquoted',
    severity: 'error',
    kinds: ['ExternalSecret', 'ClusterExternalSecret'],
    needs: 'document',
    summary: "ESO's template text begins a value without quotes.",
    why: 'YAML takes the braces for mappings, and kubectl, Kustomize and Argo CD refuse the file: `invalid map key: map[interface {}]interface {}{".password":interface {}(nil)}`. In a template of Helm nothing would be left of it. It is said only where the template has nothing but keys that are fetched, and the document nothing of Helm\'s.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        PGPASSWORD: {{ .password }}
  data:
    - secretKey: password
      remoteRef:
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
    template:
      data:
        PGPASSWORD: "{{ .password }}"
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource, parsed }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || parsed.engine !== 'go') return [];
    const keys = new Set(mappingsIn(resource, [...spec, 'data']).map((item) => writtenText(resource, [...item, 'secretKey'])));
    const values = templatePlaces(resource).filter(({ context }) => context === 'fetched');
    const unquoted = values
      .map(({ path }) => ({ path, range: resource.rangeOf(path, 'value') }))
      .filter(({ path, range }) => isUnquoted(resource, path) && isOfKeys(parsed.text.slice(range.start, range.end), keys));
    const others = withoutRanges(
      parsed.text,
      values.map(({ path }) => resource.rangeOf(path, 'value')),
    );
    // Whoever else has something to say in the document may know the key, or put the quotes in.
    if (others.includes('{{') || others.includes('{%')) return [];
    return unquoted.map(({ path, range }) => findingOf(path, range, parsed.text.slice(range.start, range.end)));
  },
};

function isUnquoted(resource: ResourceNode, path: Path): boolean {
  const node = resource.nodeAt(path);
  return node?.type === 'scalar' && node.style === 'plain' && node.alias === undefined;
}

/** Whether a value begins with an action, and all that it has are keys: `{{ .user }}:{{ .password }}`. */
function isOfKeys(value: string, keys: ReadonlySet<string | undefined>): boolean {
  if (!value.startsWith('{{') || value.includes('\n')) return false;
  for (let i = 0; i >= 0; i = value.indexOf('{{', i)) {
    const { end } = readGoAction(value, i);
    const key = /^\{\{-?\s*\.([\p{L}\p{Nd}_]+)\s*(?:\||-?\}\})/u.exec(value.slice(i, end))?.[1];
    if (key === undefined || !keys.has(key)) return false;
    i = end;
  }
  return true;
}

function withoutRanges(text: string, ranges: readonly OffsetRange[]): string {
  let end = 0;
  let rest = '';
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    rest += text.slice(end, range.start);
    end = Math.max(end, range.end);
  }
  return rest + text.slice(end);
}

function findingOf(path: Path, range: OffsetRange, value: string): Finding {
  const quote = value.includes("'") ? undefined : "'";
  return {
    rule: 'template-unquoted',
    severity: 'error',
    at: { path, part: 'value' },
    message:
      'Without quotes YAML takes these braces for a mapping, and kubectl refuses the file with "invalid map key". Put the value in quotes.',
    ...(quote === undefined
      ? {}
      : {
          fixes: [
            { title: phrase('Put in quotes'), preferred: true, edits: [{ at: { range }, newText: quote + value + quote }] },
          ],
        }),
  };
}
