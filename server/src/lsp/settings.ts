import { defaultSettings, type Settings } from '../protocol.ts';
import { isRuleSetting, type RuleSetting } from '../rules/severities.ts';

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
    rules: readRules(given['rules']),
    stores: readStores(given['stores']),
  };
}

/** The login that settings map to a store: the first pattern that fits its name, `*` standing for any run of characters. */
export function identityFor(settings: Settings, storeName: string): { readonly profile?: string; readonly role?: string } {
  for (const [pattern, identity] of Object.entries(settings.stores)) {
    if (matchesPattern(pattern, storeName)) return identity;
  }
  return {};
}

/** Whether changes in a context are to be confirmed by typing its name. */
export function isProtected(settings: Settings, context: string): boolean {
  return settings.cluster.protectedContexts.some((pattern) => matchesPattern(pattern, context));
}

function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
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

function readStores(value: unknown): Settings['stores'] {
  const stores: Record<string, { profile?: string; role?: string }> = Object.create(null);
  for (const [pattern, login] of Object.entries(asRecord(value))) {
    const { profile, role } = asRecord(login);
    stores[pattern] = { ...(typeof profile === 'string' ? { profile } : {}), ...(typeof role === 'string' ? { role } : {}) };
  }
  return stores;
}

function numberIn(value: unknown, min: number, max: number, fallback: number): number {
  return typeof value === 'number' && value >= min && value <= max ? value : fallback;
}

/** JSON of unknown shape as an object; empty where it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
