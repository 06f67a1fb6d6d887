import { phrase } from '../localisation.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import type { Fix } from './finding.ts';
import { parseGoDuration } from './goDuration.ts';
import { isAbsent, isOpen, isWritten, textAt } from './known.ts';
import { externalSecretSpecPath, isObject } from './references.ts';

/** The kinds whose spec is, or holds, that of an ExternalSecret. */
export const externalSecretKinds = ['ExternalSecret', 'ClusterExternalSecret'] as const;

/**
 * Where the ExternalSecret spec stands in a resource that can be judged as a whole one. Undefined for other kinds, for versions
 * before v1beta1, which had another form, and for Kustomize patches, which say only what they change.
 */
export function judgedSpecPath(resource: ResourceNode): Path | undefined {
  const { apiVersion } = resource;
  if (apiVersion !== 'external-secrets.io/v1' && apiVersion !== 'external-secrets.io/v1beta1') return undefined;
  const path = externalSecretSpecPath(resource);
  return path === undefined || resource.isPlaceholder(path) || isPatch(resource) ? undefined : path;
}

/** What the cluster says to a spec that breaks a rule of the ExternalSecret webhook: for a ClusterExternalSecret only its children meet it. */
export function refusal(resource: ResourceNode): string {
  return resource.kind === 'ClusterExternalSecret'
    ? 'the ClusterExternalSecret is admitted, but every ExternalSecret that it should make is refused'
    : 'the webhook refuses it';
}

/** The paths of the mappings in a list of the resource; items that are template text or of another type are left out. */
export function mappingsIn(resource: ResourceNode, list: Path): readonly Path[] {
  const node = resource.nodeAt(list);
  if (node?.type !== 'seq' || resource.isPlaceholder(list)) return [];
  const paths: Path[] = [];
  for (const [i, item] of node.items.entries()) if (item.type === 'map' && !item.placeholder) paths.push([...list, i]);
  return paths;
}

/** Whether the mapping at a path has only these fields, all of them certain. Others are already said to be unknown. */
export function hasOnly(resource: ResourceNode, path: Path, fields: readonly string[]): boolean {
  const node = resource.nodeAt(path);
  return node?.type === 'map' && !isOpen(node) && node.entries.every((entry) => fields.includes(entry.name));
}

/** The fields of an ExternalSecret's spec. */
export const specFields = [
  'secretStoreRef',
  'target',
  'refreshPolicy',
  'refreshInterval',
  'syncWindows',
  'data',
  'dataFrom',
] as const;

/** The fields of an item of `data`. */
export const dataFields = ['secretKey', 'remoteRef', 'sourceRef'] as const;

/** The fields of an item of `dataFrom`. */
export const dataFromFields = ['extract', 'find', 'sourceRef', 'rewrite'] as const;

/** A field of `target`, as the controller gets it; undefined where templates leave it open. */
export function targetText(resource: ResourceNode, spec: Path, field: string, byDefault?: string): string | undefined {
  const target = [...spec, 'target'];
  return resource.nodeAt(target)?.type === 'map'
    ? textAt(resource, target, [field], byDefault)
    : textAt(resource, spec, ['target', field], byDefault);
}

/**
 * The name of an ExternalSecret, of a ClusterExternalSecret that of those that it makes. Undefined where there is none, and where
 * templates leave it open.
 */
export function externalSecretNameOf(resource: ResourceNode): string | undefined {
  const made = resource.kind === 'ClusterExternalSecret' ? textAt(resource, ['spec'], ['externalSecretName'], '') : '';
  return made === '' ? resource.name : made;
}

/** Whether ESO renders into a Secret and not into another kind of `target.manifest`; false where templates leave it open. */
export function targetsSecret(resource: ResourceNode, spec: Path): boolean {
  const target = [...spec, 'target'];
  if (isAbsent(resource, spec, ['target']) || isAbsent(resource, target, ['manifest'])) return true;
  return (
    textAt(resource, target, ['manifest', 'apiVersion']) === 'v1' && textAt(resource, target, ['manifest', 'kind']) === 'Secret'
  );
}

/**
 * Whether what is fetched gets into the Secret by itself. As soon as a template has `data` or `templateFrom` that is so only where
 * `mergePolicy` is Merge; where a template engine decides on that, it may be.
 */
export function copiesFetched(resource: ResourceNode, template: Path): boolean {
  const isEmpty = ['data', 'templateFrom'].every((field) => {
    const node = resource.nodeAt([...template, field]);
    return node === undefined || node.type === 'scalar' || (node.type === 'map' ? node.entries : node.items).length === 0;
  });
  const policy = resource.nodeAt([...template, 'mergePolicy']);
  return isEmpty || (policy?.type === 'scalar' && (policy.value === 'Merge' || policy.placeholder));
}

/**
 * Whether the ESO version judged by forbids templates that make privileged Secrets, or write outside of data, labels and
 * annotations. Of the described versions only 2.9 does; where nothing is known of the version it is taken to be new.
 */
export function restrictsTemplates(resolution: { readonly version: string } | undefined): boolean {
  return resolution === undefined || Number.parseInt(resolution.version, 10) >= 2;
}

/** The way ESO decides on a refresh: `Periodic` where none is written; undefined where templates leave it open. */
export function refreshPolicyOf(resource: ResourceNode, spec: Path): string | undefined {
  const policy = textAt(resource, spec, ['refreshPolicy'], 'Periodic');
  return policy === '' ? 'Periodic' : policy;
}

/** Whether a Go duration is zero or less, which ESO takes as "never again": `0`, `0s`, `-1h`. */
export function isNoInterval(duration: string): boolean {
  const parsed = parseGoDuration(duration);
  return 'nanoseconds' in parsed && parsed.nanoseconds <= 0n;
}

/** The fix that writes another value; none where the value stands behind an alias or a merge. */
export function changeTo(resource: ResourceNode, path: Path, newText: string, preferred: boolean): readonly Fix[] {
  if (!isWritten(resource, path)) return [];
  const title = phrase('Change {0} to {1}', String(path.at(-1)), newText);
  return [{ title, preferred, edits: [{ at: { path, part: 'value' }, newText }] }];
}

/** The fix that puts an entry beside another one of a mapping; none where that stands behind an alias or a merge. */
export function addBeside(
  resource: ResourceNode,
  path: Path,
  beside: 'before' | 'after',
  newText: string,
  preferred: boolean,
): readonly Fix[] {
  if (!isWritten(resource, path)) return [];
  return [{ title: phrase('Add {0}', newText), preferred, edits: [{ at: { path, part: 'entry' }, newText, beside }] }];
}

/** The fix that takes an entry away; none where it stands behind an alias or a merge. */
export function remove(resource: ResourceNode, path: Path, preferred: boolean): readonly Fix[] {
  if (!isWritten(resource, path)) return [];
  return [{ title: phrase('Remove {0}', String(path.at(-1))), preferred, edits: [{ at: { path, part: 'entry' }, newText: '' }] }];
}

/**
 * The fixes that give a spec another refreshPolicy, one for each: the value is changed where there is one, else it is put before the
 * field named. None is preferred, for they change what happens.
 */
export function setRefreshPolicy(
  resource: ResourceNode,
  spec: Path,
  before: string,
  policies: readonly string[],
): readonly Fix[] {
  const path = [...spec, 'refreshPolicy'];
  const written = resource.nodeAt(path) !== undefined;
  return policies.flatMap((policy) =>
    written
      ? changeTo(resource, path, policy, false)
      : addBeside(resource, [...spec, before], 'before', `refreshPolicy: ${policy}`, false),
  );
}

/** Kustomize: a strategic-merge patch says so by `$patch` and its like. */
function isPatch(resource: ResourceNode): boolean {
  // Nearly every rule asks; hardly any manifest has such a key.
  return resource.hasDollarKey() && hasDirective(resource.json());
}

function hasDirective(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasDirective);
  return (
    isObject(value) &&
    Object.keys(value).some(
      (key) => /^\$(?:patch|retainKeys|setElementOrder|deleteFrom)/.test(key) || hasDirective(value[key] ?? null),
    )
  );
}
