import type { JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { generatorsGroup, groupOf } from '../esoKinds.ts';
import { isObject, valueAt } from '../references.ts';
import type { Mention } from './mention.ts';
import { isClusterKind, type Reading, secretUse } from './reader.ts';

/** Free-form values, in which a name and a key mean something else. */
const foreign: ReadonlySet<string> = new Set(['parameters', 'data']);

/**
 * The Secrets that stores and generators log in with. In the CRDs of ESO every object below a provider or a generator's spec with a
 * name and a key selects a key of a Secret, or of a ConfigMap where its `type` says so; and one whose field ends in SecretRef a Secret.
 */
export function credentialMentions(reading: Reading): readonly Mention[] {
  const { resource } = reading;
  const isStore = resource.kind === 'SecretStore' || resource.kind === 'ClusterSecretStore';
  if (!isStore && groupOf(resource.apiVersion ?? '') !== generatorsGroup) return [];
  const root: Path = isStore ? ['spec', 'provider'] : ['spec'];
  return selectorsBelow(valueAt(resource.json(), root), root).flatMap((path) => {
    const keys = [[...path, 'key']];
    return secretUse(isClusterKind(resource.kind ?? '') ? inNamed(reading, path) : reading, [...path, 'name'], keys);
  });
}

/** Objects of a whole cluster say in which namespace the Secret is; the others may only use their own. */
function inNamed(reading: Reading, path: Path): Reading {
  const namespace = valueAt(reading.resource.json(), [...path, 'namespace']);
  return { ...reading, namespaces: typeof namespace === 'string' && namespace !== '' ? [namespace] : undefined };
}

function selectorsBelow(value: JsonValue | undefined, path: Path): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => selectorsBelow(item, [...path, i]));
  if (!isObject(value)) return [];
  if (isSelector(value, path)) return [path];
  return Object.keys(value).flatMap((field) => (foreign.has(field) ? [] : selectorsBelow(value[field], [...path, field])));
}

function isSelector(value: JsonValue, path: Path): boolean {
  if (!isObject(value) || typeof value['name'] !== 'string' || value['type'] === 'ConfigMap') return false;
  return typeof value['key'] === 'string' || /secretref$/i.test(String(path.at(-1)));
}
