import type { Localisation } from '../../localisation.ts';
import { mappingsIn } from '../../model/externalSecret.ts';
import { objectKey } from '../../model/filing.ts';
import type { RenderContext } from '../../model/goTemplate/render/renderTemplate.ts';
import { textAt, writtenText } from '../../model/known.ts';
import { nearest } from '../../model/nearness.ts';
import type { WorkspaceIndex } from '../../model/workspaceIndex.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import { formatPath, type Path } from '../../syntax/path.ts';
import type { PreviewEntry } from './preview.ts';
import { templatedEntry, templatedMap } from './templateText.ts';

/** Where the output of a `templateFrom` goes. */
export type TemplateTarget = 'data' | 'labels' | 'annotations';

/** What one piece of a `templateFrom` gives: entries, or lines that say what is not known. */
export interface TemplateOutput {
  readonly target: TemplateTarget;
  readonly entries: ReadonlyMap<string, PreviewEntry>;
  readonly others: readonly string[];
}

/** What the preview of a file works with. */
export interface TemplateSetting {
  readonly index: WorkspaceIndex;
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly context: RenderContext;
}

/**
 * What the items of `templateFrom` give, in the order in which ESO applies them. ConfigMaps are read where the workspace has them. Secrets
 * are not, wherever they are: what they say belongs to nobody's screen.
 */
export function templateFromOutputs(setting: TemplateSetting, template: Path, l10n: Localisation): readonly TemplateOutput[] {
  return mappingsIn(setting.resource, [...template, 'templateFrom']).flatMap((item) => outputsOf(setting, item, l10n));
}

function outputsOf(setting: TemplateSetting, item: Path, l10n: Localisation): readonly TemplateOutput[] {
  const { context, resource } = setting;
  const name = formatPath(item.slice(item.indexOf('templateFrom')));
  const target = targetOf(textAt(resource, item, ['target'], 'Data'));
  if (target === undefined)
    return [{ target: 'data', entries: new Map(), others: [l10n.t('{0}: its target is not evaluated here', name)] }];
  const literal = writtenText(resource, [...item, 'literal']);
  const decoding = textAt(resource, item, ['valuesDecodingStrategy'], 'None');
  const outputs = [
    ...objectOutputs(setting, item, 'configMap', name, l10n),
    ...objectOutputs(setting, item, 'secret', name, l10n),
    ...(literal === undefined ? [] : [mapOutput(literal, `${name}.literal`, context, l10n)]),
  ];
  return outputs.map((output) => ({ target, ...decoded(output, decoding, l10n) }));
}

type Output = Omit<TemplateOutput, 'target'>;

function objectOutputs(
  setting: TemplateSetting,
  item: Path,
  field: 'configMap' | 'secret',
  name: string,
  l10n: Localisation,
): readonly Output[] {
  const { context, resource } = setting;
  const object = [...item, field];
  if (resource.nodeAt(object) === undefined) return [];
  const called = textAt(resource, object, ['name']);
  const kind = field === 'configMap' ? 'ConfigMap' : 'Secret';
  const owner = field === 'configMap' && called !== undefined ? configMapOf(setting, called) : undefined;
  return mappingsIn(resource, [...object, 'items']).map((path): Output => {
    const key = textAt(resource, path, ['key']);
    const text = key === undefined ? undefined : owner && writtenText(owner, ['data', key]);
    const from = `${name}: ${kind} ${called ?? '?'}, ${l10n.t('key {0}', key ?? '?')}`;
    if (key === undefined || text === undefined) {
      const why =
        field === 'secret'
          ? l10n.t('not read')
          : owner === undefined
            ? l10n.t('not in the workspace')
            : l10n.t('not written out');
      return { entries: new Map(), others: [`${from} (${why})`] };
    }
    const isMap = textAt(resource, path, ['templateAs'], 'Values') === 'KeysAndValues';
    return isMap
      ? mapOutput(text, from, context, l10n)
      : { entries: new Map([[key, templatedEntry(text, from, context, l10n)]]), others: [] };
  });
}

function mapOutput(text: string, from: string, context: RenderContext, l10n: Localisation): Output {
  const entries = templatedMap(text, from, context);
  if (entries !== undefined) return { entries, others: [] };
  return {
    entries: new Map(),
    others: [
      `${from}, ${l10n.t('not evaluated here:')}`,
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    ],
  };
}

function decoded(output: Output, strategy: string | undefined, l10n: Localisation): Output {
  if (strategy === 'None' || strategy === '' || output.entries.size === 0) return output;
  const entries = [...output.entries].map(([key, { notes, value }]): [string, PreviewEntry] => [
    key,
    { value, notes: [...notes, l10n.t('then decoded: {0}', strategy ?? l10n.t('as a template engine says'))] },
  ]);
  return { ...output, entries: new Map(entries) };
}

/** The ConfigMap of the workspace that a name means. */
function configMapOf({ index, resource, uri }: TemplateSetting, name: string): ResourceNode | undefined {
  const { namespace } = resource;
  const found = index
    .filed(objectKey('ConfigMap', name))
    .filter((entry) => namespace === undefined || entry.namespace === undefined || entry.namespace === namespace);
  return nearest(found, { uri, namespace }, index.meet)[0]?.resource;
}

/** ESO does not look at the case. */
function targetOf(target: string | undefined): TemplateTarget | undefined {
  return (['data', 'labels', 'annotations'] as const).find((each) => each === target?.toLowerCase());
}
