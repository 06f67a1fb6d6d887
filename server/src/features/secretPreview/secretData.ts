import type { Localisation } from '../../localisation.ts';
import type { RenderContext } from '../../model/goTemplate/render/renderTemplate.ts';
import { isObject, storeRefAt, valueAt } from '../../model/references.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import { formatPath, type Path } from '../../syntax/path.ts';
import { entryName, type FetchedVariable, type FetchedVariables } from '../fetchedVariables.ts';
import type { PreviewEntries, PreviewEntry } from './preview.ts';
import { type TemplateSetting, type TemplateTarget, templateFromOutputs } from './templateFrom.ts';
import { templatedEntry } from './templateText.ts';

/** What the template of an object, or its lack, makes of what was fetched. */
export interface SecretContent extends Readonly<Record<TemplateTarget, PreviewEntries>> {
  /** What else gets into the data. */
  readonly others: readonly string[];
}

/** What the templates are given, of what is fetched. */
export function renderContextOf({ others, variables }: FetchedVariables, l10n: Localisation): RenderContext {
  return {
    values: new Map(variables.map(({ name, origin }) => [name, [{ standsFor: l10n.of(origin) }]])),
    complete: others.length === 0,
    l10n,
  };
}

/** What is fetched, as it is copied where no template has a say. */
export function fetchedEntries(
  resource: ResourceNode,
  variables: readonly FetchedVariable[],
  l10n: Localisation,
): PreviewEntries {
  return new Map(variables.map((variable) => [variable.name, fetchedEntry(resource, variable, l10n)]));
}

function fetchedEntry(
  resource: ResourceNode,
  { decoding, entry, origin: phrase }: FetchedVariable,
  l10n: Localisation,
): PreviewEntry {
  const origin = l10n.of(phrase);
  const store = storeRefAt(resource, entry);
  const from = `${entryName(entry)}: ${origin}${store === undefined ? '' : ` · ${store.kind} ${store.name}`}`;
  return { value: `<${origin}>`, notes: [from, ...(decoding === undefined ? [] : [l10n.t('decoded: {0}', decoding)])] };
}

/**
 * Puts the content together as ESO does: what is there before, over it the output of `templateFrom`, over that `template.data`. Labels and
 * annotations are rendered last.
 *
 * @param before what is copied unless a template writes the same key
 */
export function contentOf(
  setting: TemplateSetting,
  template: Path,
  before: PreviewEntries,
  others: readonly string[],
  l10n: Localisation,
): SecretContent {
  const content = {
    data: new Map(before),
    labels: new Map<string, PreviewEntry>(),
    annotations: new Map<string, PreviewEntry>(),
  };
  const unknown = [...others];
  for (const { entries, others: open, target } of templateFromOutputs(setting, template, l10n)) {
    for (const [key, entry] of entries) content[target].set(key, entry);
    unknown.push(...(target === 'data' ? open : open.map((line) => (line.startsWith(' ') ? line : `${target}: ${line}`))));
  }
  for (const [field, target] of [
    [['data'], 'data'],
    [['metadata', 'labels'], 'labels'],
    [['metadata', 'annotations'], 'annotations'],
  ] as const) {
    for (const [key, entry] of writtenEntries(setting, [...template, ...field], l10n)) content[target].set(key, entry);
  }
  return { ...content, others: unknown };
}

/** The entries of a mapping of the template, rendered. */
function writtenEntries(
  { context, resource }: TemplateSetting,
  path: Path,
  l10n: Localisation,
): readonly [string, PreviewEntry][] {
  const node = resource.nodeAt(path);
  if (node?.type !== 'map' || resource.isPlaceholder(path)) return [];
  const place = formatPath(path.slice(path.lastIndexOf('template')));
  return node.entries.map(({ name, value }): [string, PreviewEntry] => {
    const from = `${place}${formatPath(['x', name]).slice(1)}`;
    if (resource.isPlaceholder([...path, name]))
      return [name, { value: `<${l10n.t('what a template engine puts in')}>`, notes: [from] }];
    const text = value.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
    return [name, text === undefined ? { value: '', notes: [from] } : templatedEntry(text, from, context, l10n)];
  });
}

/** The texts of a mapping that is copied as it is: labels, annotations. */
export function copiedEntries(resource: ResourceNode, path: Path, note: string): PreviewEntries {
  const value = valueAt(resource.json(), path);
  const texts = isObject(value) ? Object.entries(value).filter(([, each]) => typeof each === 'string') : [];
  return new Map(texts.map(([key, each]) => [key, { value: String(each), notes: [note] }]));
}
