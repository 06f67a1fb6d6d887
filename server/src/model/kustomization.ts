import type { ManifestFile, ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { parseManifestFile } from '../syntax/parse.ts';
import { toJson } from '../syntax/resource.ts';
import { isObject } from './references.ts';

/** Whether a path or URI ends in a name under which Kustomize looks for its instructions. */
export function isKustomizationFile(path: string): boolean {
  return /(^|[/\\])(kustomization\.ya?ml|Kustomization)$/.test(path);
}

/**
 * The files that a kustomization lays over others as patches: fragments of manifests, in which what is absent may stand in the base.
 *
 * @returns their paths as written, relative to the kustomization's folder
 */
export function patchPaths(kustomization: ManifestFile): readonly string[] {
  return completions(kustomization).flatMap(({ path }) => path ?? []);
}

/** Something by which a kustomization changes objects that it takes in: a patch, or a replacement. */
export interface Completion {
  /** The file with the patch, its path as written. */
  readonly path?: string;
  /** The objects that a patch written in the kustomization itself names. */
  readonly named?: readonly ResourceNode[];
  /** Whom it is for, by Kustomize's selectors: kinds and names are regular expressions over the whole of them. */
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/** All that a kustomization lays over what it takes in. */
export function completions(kustomization: ManifestFile): readonly Completion[] {
  return objectsOf(kustomization).flatMap((json) => [
    ...['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) => listOf(json[field]).map(readPatch)),
    ...listOf(json['replacements']).flatMap(readReplacement),
  ]);
}

/** The files and folders that a kustomization takes in, their paths as written. */
export function resourcePaths(kustomization: ManifestFile): readonly string[] {
  return objectsOf(kustomization).flatMap((json) =>
    ['resources', 'bases', 'components']
      .flatMap((field) => listOf(json[field]))
      .filter((path): path is string => typeof path === 'string'),
  );
}

/** Whether a kustomization gives what it takes in another namespace or other names, so that the files alone are not what is meant. */
export function renames(kustomization: ManifestFile): boolean {
  return objectsOf(kustomization).some((json) => ['namespace', 'namePrefix', 'nameSuffix'].some((field) => Boolean(json[field])));
}

/** Whether a kustomization is a component: what it lays over others concerns all that the kustomization using it takes in. */
export function isComponent(kustomization: ManifestFile): boolean {
  return objectsOf(kustomization).some((json) => json['kind'] === 'Component');
}

function readPatch(entry: JsonValue): Completion {
  // A strategic merge patch may also be written in place of a path.
  if (typeof entry === 'string') return entry.includes('\n') ? { named: namedIn(entry) } : { path: entry };
  if (!isObject(entry)) return {};
  const { path, patch, target } = entry;
  return {
    ...(typeof path === 'string' ? { path } : {}),
    ...(typeof patch === 'string' ? { named: namedIn(patch) } : {}),
    ...(isObject(target) ? { target: selectorOf(target) } : {}),
  };
}

function readReplacement(entry: JsonValue): readonly Completion[] {
  if (!isObject(entry)) return [];
  // One in a file of its own may be for anything.
  if (entry['path'] !== undefined) return [{ target: {} }];
  return listOf(entry['targets']).flatMap((target) => {
    const select = isObject(target) ? target['select'] : undefined;
    return isObject(select) ? [{ target: selectorOf(select) }] : [];
  });
}

function selectorOf({ kind, name }: JsonObject): { readonly kind?: string; readonly name?: string } {
  return { ...(typeof kind === 'string' ? { kind } : {}), ...(typeof name === 'string' ? { name } : {}) };
}

function namedIn(patch: string): readonly ResourceNode[] {
  return parseManifestFile(patch).documents.flatMap(({ parsed }) => parsed.resources);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function objectsOf(file: ManifestFile): readonly JsonObject[] {
  return file.documents
    .map(({ parsed: { root } }) => (root === undefined ? undefined : toJson(root)))
    .filter((json) => isObject(json));
}

/** Whether a document says itself that it is a patch: it has one of Kustomize's `$patch` directives. */
export function hasPatchDirective({ text }: ParsedDocument): boolean {
  return /(^|[\s{,"'])\$(patch|retainKeys)["']?:/.test(text);
}

/** A relative path from the folder of a file, `.` and `..` resolved; files are named by URI or by path with `/`. */
export function besideFile(file: string, relative: string): string {
  const steps = file.split('/').slice(0, -1);
  for (const step of relative.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
