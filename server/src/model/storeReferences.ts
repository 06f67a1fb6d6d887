import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import { type Path, patternOf } from '../syntax/path.ts';
import { isAbsent, isPresent, writtenText } from './known.ts';
import { isObject, valueAt } from './references.ts';
import { type NamespaceRule, type ReferenceRule, referenceRules } from './storeReferenceRules.ts';

/** A place of a store that names a Secret, ConfigMap or ServiceAccount. */
export interface StoreReference {
  readonly path: Path;
  readonly rule: NamespaceRule;
  /** What ESO puts before its text. */
  readonly prefix: string;
  /** ESO's text for a ClusterSecretStore without the namespace. */
  readonly inCluster: string;
}

/** The references of a store, whatever its provider, in the order of the text. */
export function storeReferences(resource: ResourceNode): readonly StoreReference[] {
  const providers = valueAt(resource.json(), ['spec', 'provider']);
  if (!isObject(providers)) return [];
  return Object.keys(providers).flatMap((provider) => {
    const root: Path = ['spec', 'provider', provider];
    return objectsBelow(providers[provider], []).flatMap(({ below, isReference }) => {
      const described = describe(provider, patternOf(below)) ?? (isReference ? { rule: 'ignored' as const } : undefined);
      if (described === undefined || described.unless?.some((field) => excludes(resource, root, field))) return [];
      const { rule, prefix = '', inCluster = 'cluster scope requires namespace' } = described;
      return [{ path: [...root, ...below], rule, prefix, inCluster }];
    });
  });
}

function describe(provider: string, pattern: string): ReferenceRule | undefined {
  const own = referenceRules[provider];
  if (own !== undefined && Object.hasOwn(own, pattern)) return own[pattern];
  // esutils.FetchCACertFromSource, which all others use; caBundle comes first there.
  if (!/(^|\.)caProvider$/.test(pattern)) return undefined;
  const unless = pattern.replace(/caProvider$/, 'caBundle');
  return { rule: 'ca', inCluster: 'missing namespace on caProvider secret', unless: [unless] };
}

/** Whether a field of `unless` keeps ESO from looking; so does one that is not certain. */
function excludes(resource: ResourceNode, root: Path, field: string): boolean {
  if (field.startsWith('!')) return !isPresent(resource, root, field.slice(1).split('.'));
  // An empty text counts as absent, as in Go.
  return !isAbsent(resource, root, field.split('.')) && writtenText(resource, [...root, ...field.split('.')]) !== '';
}

/** Every object below a value, and whether it looks like a reference: a name and a namespace are written in it. */
function objectsBelow(
  value: JsonValue | undefined,
  below: Path,
): readonly { readonly below: Path; readonly isReference: boolean }[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => objectsBelow(item, [...below, i]));
  if (!isObject(value)) return [];
  const isReference = 'name' in value && 'namespace' in value && !/^whitelist\./.test(patternOf(below));
  return [{ below, isReference }, ...Object.keys(value).flatMap((key) => objectsBelow(value[key], [...below, key]))];
}
