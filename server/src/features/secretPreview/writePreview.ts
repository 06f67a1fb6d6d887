import type { Localisation } from '../../localisation.ts';
import { plainText } from '../../model/plainText.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { toYaml } from '../../syntax/toYaml.ts';
import type { PreviewEntries, SecretPreview } from './preview.ts';

/** How many keys are written out. */
const mostEntries = 500;

/** A preview as a manifest with comments. */
export function writePreview(preview: SecretPreview, l10n: Localisation): string {
  const {
    annotations,
    apiVersion,
    data,
    dataAt,
    finalizers,
    heading,
    immutable,
    kind,
    labels,
    name,
    namespace,
    others,
    owner,
    type,
  } = preview;
  const metadata = [
    ...plain({ name, ...(namespace === undefined ? {} : { namespace }) }),
    ...section('labels', entryLines(labels, l10n)),
    ...section('annotations', entryLines(annotations, l10n)),
    ...(finalizers.length === 0 ? [] : plain({ finalizers })),
    ...(owner === undefined ? [] : plain({ ownerReferences: [ownerOf(owner, l10n)] })),
  ];
  const comments = others.map((line) => `# ${/^ */.exec(line)?.[0] ?? ''}${plainText(line, 500)}`.trimEnd());
  const lines = [
    ...heading.map((line) => `# ${plainText(line, 500)}`),
    ...plain({ apiVersion, kind }),
    ...section('metadata', metadata),
    ...(type === undefined ? [] : plain({ type })),
    ...(immutable ? plain({ immutable }) : []),
    ...dataAt.reduceRight<readonly string[]>((inner, field) => section(field, inner), [...entryLines(data, l10n), ...comments]),
  ];
  return `${lines.join('\n')}\n`;
}

function ownerOf({ kind, name }: { readonly kind: string; readonly name: string }, l10n: Localisation): JsonValue {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind,
    name,
    controller: true,
    blockOwnerDeletion: true,
    uid: `<${l10n.t('uid of {0}', `${kind} ${name}`)}>`,
  };
}

/** A field with what stands below it; nothing where that is nothing. */
function section(field: string, inner: readonly string[]): readonly string[] {
  if (inner.length === 0) return [];
  const isEmpty = inner.every((line) => line.startsWith('#'));
  return [isEmpty ? `${field}: {}` : `${field}:`, ...inner.map((line) => (line === '' ? '' : `  ${line}`))];
}

function entryLines(entries: PreviewEntries, l10n: Localisation): readonly string[] {
  const all = [...entries];
  const rest = all.length - mostEntries;
  const lines = all
    .slice(0, mostEntries)
    .flatMap(([key, { notes, value }]) => [...notes.map((note) => `# ${plainText(note, 500)}`), ...plain({ [key]: value })]);
  return rest > 0 ? [...lines, `# ${l10n.t('and {0} more', rest)}`] : lines;
}

function plain(value: JsonValue): readonly string[] {
  return toYaml(value).trimEnd().split('\n');
}
