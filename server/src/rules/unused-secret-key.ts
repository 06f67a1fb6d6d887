import { addBeside, changeTo, externalSecretKinds, judgedSpecPath, mappingsIn, targetText } from '../model/externalSecret.ts';
import type { Fix } from '../model/finding.ts';
import { templateFunctions } from '../model/goTemplate/catalogue.ts';
import { parseTemplate } from '../model/goTemplate/parseTemplate.ts';
import { usesOf, type WholeUse } from '../model/goTemplate/uses.ts';
import { isAbsent, isOpen, textAt, writtenText } from '../model/known.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { YamlNode } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO, mergePolicy Replace: fetched keys that no template writes do not appear in the Secret. */
export const unusedSecretKey: Rule = {
  meta: {
    id: 'unused-secret-key',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A key is fetched, and the template drops it.',
    why: 'As soon as a template has data or templateFrom, only what it writes is put into the Secret: fetched keys are not copied unless mergePolicy is Merge. It is said only where all template text can be seen and none of it mentions the key or goes over all keys.',
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
        url: postgres://app:{{ .password }}@db
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
    - secretKey: replica-host
      remoteRef:
        key: prod/myapp/replica
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
      mergePolicy: Merge
      data:
        url: postgres://app:{{ .password }}@db
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
    - secretKey: replica-host
      remoteRef:
        key: prod/myapp/replica
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    const texts = spec && templateTexts(resource, [...spec, 'target', 'template']);
    if (spec === undefined || texts === undefined) return [];
    const used = texts.map(keysUsedBy);
    if (used.includes('all')) return [];
    if (!isAbsent(resource, [...spec, 'target'], ['manifest'])) return [];
    if (targetText(resource, spec, 'creationPolicy', 'Owner') === 'None') return [];
    const keys = mappingsIn(resource, [...spec, 'data']).map((item) => writtenText(resource, [...item, 'secretKey']) ?? '');
    const isUsed = (key: string) => used.some((by) => by !== 'all' && by(key, keys));
    return mappingsIn(resource, [...spec, 'data'])
      .map((item): Path => [...item, 'secretKey'])
      .flatMap((path) => {
        const key = writtenText(resource, path);
        if (key === undefined || key === '' || isUsed(key)) return [];
        return [
          {
            rule: 'unused-secret-key',
            severity: 'warning',
            at: { path, part: 'value' },
            message: `"${key}" is fetched, but the template does not use it, so it does not get into the Secret. Use it in the template, or say mergePolicy: Merge to keep all fetched keys.`,
            fixes: keepAll(resource, [...spec, 'target', 'template']),
          },
        ];
      });
  },
};

function keepAll(resource: ResourceNode, template: Path): readonly Fix[] {
  const path = [...template, 'mergePolicy'];
  if (resource.nodeAt(path) !== undefined) return changeTo(resource, path, 'Merge', false);
  const first = resource.nodeAt([...template, 'data']) === undefined ? 'templateFrom' : 'data';
  return addBeside(resource, [...template, first], 'before', 'mergePolicy: Merge', false);
}

/** All text of a template that replaces what was fetched; undefined where it does not replace it, or where some text is unknown. */
function templateTexts(resource: ResourceNode, template: Path): readonly string[] | undefined {
  const node = resource.nodeAt(template);
  if (node?.type !== 'map' || textAt(resource, template, ['mergePolicy'], 'Replace') !== 'Replace') return undefined;
  const from = resource.nodeAt([...template, 'templateFrom']);
  const items = mappingsIn(resource, [...template, 'templateFrom']);
  if (items.some((item) => ['configMap', 'secret'].some((source) => !isAbsent(resource, item, [source])))) return undefined;
  const data = resource.nodeAt([...template, 'data']);
  const replaces = (data?.type === 'map' && data.entries.length > 0) || (from?.type === 'seq' && items.length > 0);
  const texts: string[] = [];
  return replaces && !resource.isPlaceholder(template) && collect(node, texts) ? texts : undefined;
}

/** Gathers values; false where a template of another engine may put in more. */
function collect(node: YamlNode, into: string[]): boolean {
  if (node.placeholder || isOpen(node)) return false;
  if (node.type === 'seq') return node.items.every((item) => collect(item, into));
  if (node.type === 'scalar') {
    into.push(String(node.value));
    return true;
  }
  return node.entries.every((entry) => collect(entry.value, into));
}

/** Whether a text uses a key, one of these. */
type UsesKey = (key: string, keys: readonly string[]) => boolean;

/** Which keys a template uses: `all` where it hands on its whole context, goes over it, or looks up what it works out. */
function keysUsedBy(text: string): UsesKey | 'all' {
  if (!text.includes('{{')) return () => false;
  const tree = parseTemplate(text, { name: '' });
  const uses = usesOf(tree);
  // Of what ESO cannot read nobody knows what it is going to be.
  if (tree.error !== undefined || uses.functions.some(({ node }) => !templateFunctions.has(node.name)))
    return (key) => text.includes(key);
  if (uses.wholes.some((use) => !looksUpOne(use))) return 'all';
  const strings = new Set(uses.strings.map(({ value }) => value));
  const others = new Set(uses.otherFields);
  return (key, keys) =>
    strings.has(key) ||
    others.has(key) ||
    uses.fields.some(({ fields }) =>
      isMeant(
        fields.map(({ name }) => name),
        key,
        keys,
      ),
    );
}

/** `index . "key"`, and the same with functions that fail on the context. */
function looksUpOne({ command: { operands }, index }: WholeUse): boolean {
  const [first, , key] = operands;
  return index === 1 && first.type === 'function' && first.name === 'index' && key?.type === 'string';
}

/** Whether fields name a key, or no key at all and most likely this one: that is said by another rule. */
function isMeant(fields: readonly string[], key: string, keys: readonly string[]): boolean {
  const [first = ''] = fields;
  if (first === key || fields.join('.').startsWith(key)) return true;
  return !keys.includes(first) && nearest(first, keys) === key;
}
