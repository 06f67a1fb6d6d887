import type { ManifestFile, ParsedDocument } from '../syntax/manifest.ts';
import type { JsonObject } from '../syntax/node.ts';
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
  return objectsOf(kustomization).flatMap((json) => {
    const lists = [json['patches'], json['patchesStrategicMerge']].flatMap((list) => (Array.isArray(list) ? list : []));
    const paths = lists.map((entry) => (isObject(entry) ? entry['path'] : entry));
    // A strategic merge patch may also be written in place of a path.
    return paths.filter((path): path is string => typeof path === 'string' && !path.includes('\n'));
  });
}

/** The files and folders that a kustomization takes in, their paths as written. */
export function resourcePaths(kustomization: ManifestFile): readonly string[] {
  return objectsOf(kustomization).flatMap((json) =>
    [json['resources'], json['bases'], json['components']]
      .flatMap((list) => (Array.isArray(list) ? list : []))
      .filter((path): path is string => typeof path === 'string'),
  );
}

/** Whether a kustomization gives what it takes in another namespace or other names, so that the files alone are not what is meant. */
export function renames(kustomization: ManifestFile): boolean {
  return objectsOf(kustomization).some((json) => ['namespace', 'namePrefix', 'nameSuffix'].some((field) => Boolean(json[field])));
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
