import { type Phrase, phrase } from '../../localisation.ts';
import type { StoreEntry } from '../../model/entries.ts';
import { providerFactsOf } from '../../model/providerFacts/providerFacts.ts';
import type { StoreConfig } from '../../model/storeConfig.ts';
import type { ConvertLayout, ConvertLayoutOffer } from '../../protocol.ts';
import { isAlikeExtracted } from '../refactorings/extractProperties.ts';
import type { PlainKey, PlainSecret } from './plainSecret.ts';

/** Where the vault is to have the value of a key. */
export interface VaultPlace {
  readonly key: string;
  readonly property?: string;
}

/** Back ends whose names have no slash: what else they do not take becomes a hyphen. */
const flat: Readonly<Record<string, RegExp>> = {
  azurekv: /[^0-9A-Za-z-]+/g,
  gcpsm: /[^0-9A-Za-z_-]+/g,
  kubernetes: /[^0-9a-z.-]+/g,
  onepassword: /[^0-9A-Za-z ._-]+/g,
  onepasswordSDK: /[^0-9A-Za-z ._-]+/g,
};

/** Back ends whose secrets are named as environment variables are. */
const variables: ReadonlySet<string> = new Set(['doppler', 'gitlab', 'infisical']);

/** The ways to keep the keys of a Secret in a store's vault, the usual one first, each with likely names. */
export function layoutsFor(
  secret: Pick<PlainSecret, 'plainName' | 'plainNamespace' | 'keys'>,
  store: StoreEntry | undefined,
): readonly ConvertLayoutOffer[] {
  const config = store?.config;
  const base = baseName(secret, config);
  const single = secret.keys.length === 1;
  const perKey: ConvertLayoutOffer = { layout: 'keys', key: patternFor(base, config) };
  const facts = store && providerFactsOf(store.resource);
  const readsProperties = facts === undefined || (facts.property.reading !== 'ignored' && facts.property.names === undefined);
  if (!readsProperties || (config !== undefined && variables.has(config.provider))) return [perKey];
  const properties: ConvertLayoutOffer = { layout: 'properties', key: base };
  const extracts = config === undefined || isAlikeExtracted(config);
  const binaries = secret.keys.filter(({ isBinary }) => isBinary).length;
  const isUniform = binaries === 0 || binaries === secret.keys.length;
  const extract: ConvertLayoutOffer = { layout: 'extract', key: base };
  return single ? [perKey, properties] : [properties, perKey, ...(extracts && isUniform ? [extract] : [])];
}

/** Where the value of each key is to be. */
export function placesOf(
  keys: readonly PlainKey[],
  layout: ConvertLayout,
  name: string,
  config: StoreConfig | undefined,
): readonly VaultPlace[] {
  if (layout === 'keys')
    return keys.map((key) => ({
      key: fitting(name.replaceAll('{key}', key.name).replaceAll('{KEY}', variableName(key.name)), config),
    }));
  const properties = new Set<string>();
  return keys.map((key) => {
    const plain = propertyName(key.name);
    let property = plain;
    for (let i = 2; properties.has(property); i++) property = `${plain}_${i}`;
    properties.add(property);
    return { key: name, property };
  });
}

/** What is wrong with a name that was typed; undefined where it will do. */
export function nameProblem(name: string, layout: ConvertLayout, keys: readonly PlainKey[]): Phrase | undefined {
  if (name.trim() === '' || name.length > 512 || /[\p{Cc}\p{Cf}]/u.test(name))
    return phrase('The name in the vault must be one line of text.');
  if (layout === 'keys' && keys.length > 1 && !/\{key\}|\{KEY\}/.test(name))
    return phrase(
      'The pattern must have {0}, or {1} for upper case: otherwise all keys would get the same name.',
      '{key}',
      '{KEY}',
    );
  return undefined;
}

/** A dot would be a step into a nested object in some back ends, so the names that are still to be made have none. */
function propertyName(key: string): string {
  return key.replace(/^[^0-9A-Za-z_]+/, '').replace(/[^0-9A-Za-z_-]+/g, '_') || 'value';
}

function variableName(key: string): string {
  return propertyName(key).replaceAll('-', '_').toUpperCase();
}

function baseName(
  { plainName, plainNamespace }: Pick<PlainSecret, 'plainName' | 'plainNamespace'>,
  config: StoreConfig | undefined,
): string {
  const name = plainName ?? 'app';
  const path = plainNamespace === undefined ? name : `${plainNamespace}/${name}`;
  if (config?.provider === 'kubernetes') return name;
  if (config?.provider === 'fake' || config?.config['service'] === 'ParameterStore') return `/${path}`;
  return fitting(path, config);
}

function patternFor(base: string, config: StoreConfig | undefined): string {
  if (config !== undefined && variables.has(config.provider)) return '{KEY}';
  return config !== undefined && Object.hasOwn(flat, config.provider) ? `${base}-{key}` : `${base}/{key}`;
}

function fitting(name: string, config: StoreConfig | undefined): string {
  const other = config !== undefined && Object.hasOwn(flat, config.provider) ? flat[config.provider] : undefined;
  return other === undefined ? name : name.replace(other, '-');
}
