import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import { allSnippets, storeManifest } from '../snippets/catalogue.ts';
import { type Slot, slotsIn } from '../snippets/slots.ts';

/**
 * A store's block below `provider.<id>`, with what the back end cannot do without and the login that its users mostly choose. What only
 * its author knows is a `<stand-in>`, or a likely name where only names are allowed. Undefined for back ends that are not known.
 *
 * @param store the name of the store, after which the Secret with its login is named
 * @param cluster whether it is for a ClusterSecretStore, whose references name their namespace
 */
export function storeSkeleton(provider: string, store: string, cluster: boolean): JsonObject | undefined {
  const usual = allSnippets.stores.find((snippet) => snippet.provider === provider);
  if (usual === undefined) return undefined;
  const asked = new Set(usual.asked.map(({ slot }) => slot));
  const { spec } = storeManifest(usual, cluster ? 'ClusterSecretStore' : 'SecretStore') as { readonly spec: JsonObject };
  const block = (spec['provider'] as JsonObject)[provider] as JsonObject;
  return filled(block, ({ name, options, text }) => {
    if (name === 'login') return `${store}-login`;
    // A namespace is a name.
    if (options !== undefined || !asked.has(name) || name === 'remoteNamespace') return text;
    return text.startsWith('https://') ? `<${text}>` : `<${name}>`;
  }) as JsonObject;
}

function filled(value: JsonValue, slot: (slot: Slot) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => filled(item, slot));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, filled(child, slot)]));
  if (typeof value !== 'string') return value;
  const parts = slotsIn(value);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object' && only.bare) return JSON.parse(only.text) as JsonValue;
  return parts.map((part) => (typeof part === 'string' ? part : slot(part))).join('');
}
