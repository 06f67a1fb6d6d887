import { phrase } from '../localisation.ts';
import { esoGroup } from '../model/esoKinds.ts';
import type { ManifestDocument, ManifestFile } from '../syntax/manifest.ts';
import type { MapNode, OffsetRange, ScalarNode, YamlNode } from '../syntax/node.ts';
import { nodeAt } from '../syntax/resource.ts';
import type { FoundInFile } from './codeActions.ts';

/**
 * What a kustomization says of manifests of the main kinds in v1beta1: the `target` of its patches, and patches that are written in it.
 * Kustomize passes over a patch whose target has another version, and refuses one that finds nothing, so they migrate together.
 */
export function kustomizationMigration(file: ManifestFile): readonly FoundInFile[] {
  return file.documents.flatMap((manifest) => {
    const { root, text } = manifest.parsed;
    if (root?.type !== 'map') return [];
    const ranges = ['patches', 'patchesJson6902', 'patchesStrategicMerge'].flatMap((name) => {
      const list = nodeAt(root, [name]);
      return list?.type === 'seq' ? list.items.flatMap((item) => versionsIn(item, text)) : [];
    });
    return ranges.map((range) => found(manifest, range));
  });
}

/** Where `v1beta1` is written in one entry of a list of patches. */
function versionsIn(item: YamlNode, text: string): readonly OffsetRange[] {
  if (item.type === 'scalar') return versionsInPatch(item, text);
  if (item.type !== 'map') return [];
  const [target, patch] = [nodeAt(item, ['target']), nodeAt(item, ['patch'])];
  const ofTarget = target?.type === 'map' ? versionOfTarget(target, text) : [];
  return [...ofTarget, ...(patch?.type === 'scalar' ? versionsInPatch(patch, text) : [])];
}

function versionOfTarget(target: MapNode, text: string): readonly OffsetRange[] {
  const textOf = (name: string) => {
    const node = nodeAt(target, [name]);
    return node?.type === 'scalar' && !node.placeholder && node.alias === undefined ? node : undefined;
  };
  const [group, version, kind] = [textOf('group'), textOf('version'), textOf('kind')];
  const isOurs = group?.value === esoGroup && (kind === undefined || moved.has(String(kind.value)));
  return isOurs && version?.value === 'v1beta1' ? occurrences(text, version.range, /v1beta1/g) : [];
}

const moved: ReadonlySet<string> = new Set(['ExternalSecret', 'ClusterExternalSecret', 'SecretStore', 'ClusterSecretStore']);

/** A patch written as a block of text. Other ways of writing are rare, and escape what is looked for. */
function versionsInPatch({ range, style, value }: ScalarNode, text: string): readonly OffsetRange[] {
  if (style !== 'literal' || typeof value !== 'string') return [];
  const kinds = [...value.matchAll(/^kind:[ \t]*["']?(\w+)/gm)].map(([, kind]) => kind ?? '');
  if (kinds.length === 0 || !kinds.every((kind) => moved.has(kind))) return [];
  return occurrences(text, range, /(?<=^[ \t]*apiVersion:[ \t]*["']?external-secrets\.io\/)v1beta1\b/gm);
}

function occurrences(text: string, { start, end }: OffsetRange, pattern: RegExp): readonly OffsetRange[] {
  return [...text.slice(start, end).matchAll(pattern)].map(({ index, 0: { length } }) => ({
    start: start + index,
    end: start + index + length,
  }));
}

function found(manifest: ManifestDocument, range: OffsetRange): FoundInFile {
  const fix = { title: phrase('Migrate to v1'), preferred: true, edits: [{ at: { range }, newText: 'v1' }] };
  const finding = { rule: 'unserved-version', severity: 'error', at: { range }, message: '', fixes: [fix] } as const;
  return { placed: { finding, range, resource: undefined }, manifest };
}
