import type { StoreConfig } from '../model/storeConfig.ts';
import { defaultSettings, type Settings, type StoreLogin } from '../protocol.ts';
import { readAddress } from '../providers/rest/address.ts';
import type { SecretProvider } from '../providers/secretProvider.ts';
import { isRuleSetting, type RuleSetting } from '../rules/severities.ts';
import type { JsonObject } from '../syntax/node.ts';

/**
 * Settings as the client sent them, made safe: what is absent or of the wrong type takes its default, so that a slip in a settings
 * file never takes a feature away.
 */
export function readSettings(value: unknown): Settings {
  const given = asRecord(value);
  const vault = asRecord(given['vault']);
  return {
    operatorVersion:
      typeof given['operatorVersion'] === 'string' ? given['operatorVersion'].trim() : defaultSettings.operatorVersion,
    crds: typeof given['crds'] === 'string' ? given['crds'].trim() : defaultSettings.crds,
    vault: {
      cacheMinutes: numberIn(vault['cacheMinutes'], 0, 24 * 60, defaultSettings.vault.cacheMinutes),
      maxCallsPerListing: numberIn(vault['maxCallsPerListing'], 1, 100_000, defaultSettings.vault.maxCallsPerListing),
    },
    cluster: readCluster(asRecord(given['cluster'])),
    inlayHints: readInlayHints(asRecord(given['inlayHints'])),
    schemaValidation: given['schemaValidation'] === 'off' ? 'off' : 'auto',
    rules: readRules(given['rules']),
    stores: readStores(given['stores']),
  };
}

/**
 * The login that settings map to a store: the first pattern that fits its name or, with a colon, its provider and one of the texts
 * that say where its vault is (`azurekv:https://shop.vault.azure.net`, `aws:eu-*`). `*` stands for any run of characters, in a name
 * and at the end behind a colon or a slash; elsewhere in an address it goes past no slash.
 */
export function identityFor(settings: Settings, store: StoreConfig, provider?: SecretProvider): StoreLogin {
  return mappedLogin(settings, store, provider)?.login ?? {};
}

/**
 * Whether the token file that settings map to a store is meant for the address that calls go to: the settings give that address
 * themselves, or the pattern fits it and leaves the end of the host to nobody. A manifest chooses the name of its store, and any text
 * besides the address, so that none of these binds a token.
 */
export function isTokenFor(settings: Settings, store: StoreConfig, endpoint: string, provider?: SecretProvider): boolean {
  const { pattern = '', login } = mappedLogin(settings, store, provider) ?? {};
  if (login?.address !== undefined) return true;
  const [, written = '', host = ''] = /^[^:]*:(https?:\/\/([^/]*?)(?::\d+)?(?:\/.*)?)$/.exec(pattern) ?? [];
  const exact = readAddress(written)?.text ?? written;
  return !/(^|\.)[^.]*\*[^.]*$/.test(host) && host !== '' && matchesPattern(exact, endpoint);
}

/** Addresses are the same with a slash at their end. */
function mappedLogin(settings: Settings, store: StoreConfig, provider: SecretProvider | undefined) {
  // No name of a store has a colon: one that a manifest spells like an address must not fit a pattern for addresses.
  const byName = store.name.includes(':') ? [] : [store.name];
  const places = provider?.places?.(store) ?? placesIn(store.config);
  const names = [...byName, ...places.map((text) => `${store.provider}:${text}`)].map(withoutSlash);
  return Object.entries(settings.stores)
    .map(([pattern, login]) => ({ pattern: withoutSlash(pattern), login }))
    .find(({ pattern }) => names.some((name) => matchesPattern(pattern, name)));
}

/** The fields at the top of a provider's block that say where the vault is. */
const placeFields =
  /^(server|vault|tenantId|region|location|prefix|remoteNamespace|project\w*|environment\w*|\w*(url|host|address|endpoint)\w*)$/i;

/** What they say. Any other text is the manifest's to choose, and must not make a login fit that is meant for another address. */
function placesIn(config: JsonObject): readonly string[] {
  const texts = Object.entries(config).map(([field, value]) => (placeFields.test(field) ? value : undefined));
  return texts.filter((value) => typeof value === 'string');
}

/** Whether changes in a context are to be confirmed by typing its name. */
export function isProtected(settings: Settings, context: string): boolean {
  return settings.cluster.protectedContexts.some((pattern) => matchesPattern(pattern, context));
}

function withoutSlash(text: string): string {
  return text.replace(/\/$/, '');
}

/** In one pass, however long the name is that a manifest gives: a regular expression would try all ways to divide it. */
function matchesPattern(pattern: string, name: string): boolean {
  const [start = '', ...pieces] = pattern.split('*');
  const end = pieces.pop();
  if (end === undefined) return name === pattern;
  if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false;
  let at = start.length;
  const mayPass = (until: number) => !pattern.includes('://') || !name.slice(at, until).includes('/');
  for (const piece of pieces) {
    const next = name.indexOf(piece, at);
    if (next < 0 || next > name.length - end.length - piece.length || !mayPass(next)) return false;
    at = next + piece.length;
  }
  return (end === '' && /[:/]\*$/.test(pattern)) || mayPass(name.length - end.length);
}

function readRules(value: unknown): Settings['rules'] {
  const rules: Record<string, RuleSetting> = Object.create(null);
  for (const [id, setting] of Object.entries(asRecord(value))) if (isRuleSetting(setting)) rules[id] = setting;
  return rules;
}

function readCluster(given: Readonly<Record<string, unknown>>): Settings['cluster'] {
  const { protectedContexts, waitSeconds } = defaultSettings.cluster;
  const patterns = given['protectedContexts'];
  return {
    // What is no list protects as much as nothing said does.
    protectedContexts: Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : protectedContexts,
    waitSeconds: numberIn(given['waitSeconds'], 5, 600, waitSeconds),
  };
}

function readInlayHints(given: Readonly<Record<string, unknown>>): Settings['inlayHints'] {
  const { entries, refresh, storeKind, target } = defaultSettings.inlayHints;
  return {
    storeKind: booleanIn(given['storeKind'], storeKind),
    refresh: booleanIn(given['refresh'], refresh),
    target: booleanIn(given['target'], target),
    entries: booleanIn(given['entries'], entries),
  };
}

function readStores(value: unknown): Settings['stores'] {
  const stores: Record<string, StoreLogin> = Object.create(null);
  for (const [pattern, login] of Object.entries(asRecord(value))) {
    const given = asRecord(login);
    const texts = loginFields.flatMap((field) => (typeof given[field] === 'string' ? [[field, given[field]]] : []));
    stores[pattern] = Object.fromEntries(texts);
  }
  return stores;
}

const loginFields = [
  'profile',
  'role',
  'tenant',
  'tokenFile',
  'context',
  'address',
] as const satisfies readonly (keyof StoreLogin)[];

function booleanIn(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}

function numberIn(value: unknown, min: number, max: number, fallback: number): number {
  return typeof value === 'number' && value >= min && value <= max ? value : fallback;
}

/** JSON of unknown shape as an object; empty where it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
