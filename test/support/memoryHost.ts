import type { Clock, Files, Host } from '../../server/src/host.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import type { Consent, ConsentQuestion, ConsentStore } from '../../server/src/providers/consent.ts';
import { createFakeProvider } from '../../server/src/providers/fake/fakeProvider.ts';
import { propertyNames } from '../../server/src/providers/propertyNames.ts';
import type { SecretMetadata, VersionEntry } from '../../server/src/providers/secretEntries.ts';
import type {
  CatalogProblem,
  Destination,
  Listing,
  Lookup,
  SecretCatalog,
  SecretProvider,
} from '../../server/src/providers/secretProvider.ts';

/** A secret of the memory vault. `value` is read for property names only, and only where the user allows it. */
export interface MemorySecret extends Partial<Omit<SecretMetadata, 'key'>> {
  readonly key: string;
  readonly value?: string;
  readonly unavailable?: string;
}

/** A vault in memory, with what can go wrong with one. */
interface MemoryVault {
  secrets: readonly MemorySecret[];
  /** Whether listings are all there is. */
  complete: boolean;
  /** What every call answers instead, if set. */
  problem?: CatalogProblem;
  /** While set, a listing tells what it has and waits for this. */
  slow?: Promise<void>;
  /** The calls so far, `keys`, `lookup prod/x`. */
  readonly calls: string[];
}

/** A clock that stands still until told. */
interface MemoryClock extends Clock {
  /** How many callbacks are waiting for their time. */
  readonly waiting: number;
  advance(milliseconds: number): void;
  /** Puts the clock on the wall forward or back; what waits comes no nearer. */
  jump(milliseconds: number): void;
}

/** A host without a machine: files, vault, consent and time are in memory; the schemas are the real ones. */
export interface MemoryHost extends Host {
  readonly clock: MemoryClock;
  readonly vault: MemoryVault;
  readonly questions: ConsentQuestion[];
  readonly logged: string[];
  /** The record for the memory vault's destination; undefined: never asked. */
  consent: Consent | undefined;
}

/** What a memory host begins with. */
export interface MemoryHostOptions {
  readonly secrets?: readonly MemorySecret[];
  readonly files?: Readonly<Record<string, string>>;
  readonly consent?: Consent;
  /** Back ends before those of the memory host. */
  readonly providers?: readonly SecretProvider[];
  /** Epoch milliseconds. */
  readonly now?: number;
}

/** The tutorial's secret, and where it is. */
export const tutorialSecret: MemorySecret = {
  key: 'prod/myapp/database',
  id: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/myapp/database-AbCdEf',
  description: 'Database credentials for myapp',
  created: Date.UTC(2026, 9, 1, 8, 0),
  changed: Date.UTC(2026, 10, 20, 10, 30),
  accessed: Date.UTC(2026, 10, 23),
  rotation: { enabled: true, everyDays: 30, next: Date.UTC(2026, 11, 20, 12, 0) },
  tags: [
    { name: 'team', value: 'payments' },
    { name: 'env', value: 'prod' },
  ],
  versions: [
    { version: 'uuid/0a1b2c3d-0000-4000-8000-000000000002', labels: ['AWSCURRENT'], created: Date.UTC(2026, 10, 20, 10, 30) },
    { version: 'uuid/9f8e7d6c-0000-4000-8000-000000000001', labels: ['AWSPREVIOUS'], created: Date.UTC(2026, 9, 1, 8, 0) },
  ],
  value: JSON.stringify({ username: 'n1', password: 'n2', host: 'n3', port: '5432', database: 'n5' }),
};

/** Access allowed, the store confirmed, values readable. */
export const fullConsent: Consent = {
  access: 'allow',
  confirmedStores: ['SecretStore default/aws-secretsmanager'],
  readValues: true,
};

/** Where the memory vault's destination says it is. */
const memoryDestination: Destination = {
  id: 'memory',
  service: 'AWS Secrets Manager',
  location: 'us-east-1',
  endpoint: 'https://secretsmanager.us-east-1.amazonaws.com',
  customEndpoint: false,
  login: 'profile dev',
};

/** Makes a memory host; the memory vault answers for stores with provider `aws`, ESO's fake provider for its own. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const clock = createMemoryClock(options.now ?? Date.UTC(2026, 10, 23, 12, 0));
  const vault: MemoryVault = { secrets: options.secrets ?? [tutorialSecret], complete: true, calls: [] };
  const logged: string[] = [];
  const questions: ConsentQuestion[] = [];
  const host: MemoryHost = {
    clock,
    vault,
    logged,
    questions,
    consent: options.consent,
    log: {
      info: (text) => logged.push(text),
      error: (text) => logged.push(text),
      access: ({ operation }) => logged.push(operation),
    },
    files: memoryFiles(options.files ?? {}),
    schemas: schemaSource,
    providers: [...(options.providers ?? []), memoryProvider(vault, clock), createFakeProvider(clock)],
    consents: memoryConsents(() => host, questions),
  };
  return host;
}

const schemaSource = createNodeSchemaSource();

function createMemoryClock(start: number): MemoryClock {
  let now = start;
  let waiting: { at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    get waiting() {
      return waiting.length;
    },
    delay(milliseconds, callback) {
      const entry = { at: now + milliseconds, callback };
      waiting.push(entry);
      return {
        dispose() {
          waiting = waiting.filter((other) => other !== entry);
        },
      };
    },
    advance(milliseconds) {
      now += milliseconds;
      const due = waiting.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
    jump(milliseconds) {
      now += milliseconds;
      for (const entry of waiting) entry.at += milliseconds;
    },
  };
}

function memoryFiles(files: Readonly<Record<string, string>>): Files {
  return { list: async () => ({ uris: Object.keys(files), complete: true }), read: async (uri) => files[uri] };
}

function memoryConsents(host: () => MemoryHost, questions: ConsentQuestion[]): ConsentStore {
  return {
    get: () => host().consent,
    async ask(question) {
      questions.push(question);
      return host().consent;
    },
    async forget() {
      host().consent = undefined;
    },
    noteAccount: async () => {},
  };
}

function memoryProvider(vault: MemoryVault, clock: Clock): SecretProvider {
  return {
    id: 'aws',
    title: 'AWS Secrets Manager',
    capabilities: { listing: 'names', properties: 'reads-values', versions: true, propertyDialect: 'escaped-then-gjson' },
    supports: ({ provider, config }) => provider === 'aws' && config['service'] !== 'CertificateManager',
    scope: () => '',
    destination: async () => memoryDestination,
    open: (_, { mayReadValues }) => memoryCatalog(vault, clock, mayReadValues),
  };
}

function memoryCatalog(vault: MemoryVault, clock: Clock, mayReadValues: () => boolean): SecretCatalog {
  const find = (key: string) => vault.secrets.find((secret) => secret.key === key);
  const list = <T>(call: string, items: readonly T[], complete = true): Listing<T> => {
    vault.calls.push(call);
    const { problem } = vault;
    return problem === undefined
      ? { items, complete, asOf: clock.now() }
      : { items: [], complete: false, asOf: clock.now(), problem };
  };
  const look = <T>(call: string, item: T | undefined): Lookup<T> => {
    vault.calls.push(call);
    if (vault.problem !== undefined) return { state: 'unknown', problem: vault.problem };
    return item === undefined ? { state: 'missing', asOf: clock.now() } : { state: 'found', item, asOf: clock.now() };
  };
  return {
    async keys(_, __, progress) {
      const answer = list('keys', vault.secrets.map(entryOf), vault.complete);
      if (vault.slow !== undefined) progress?.(answer.items);
      await vault.slow;
      return answer;
    },
    async properties(key) {
      if (!mayReadValues()) {
        const problem: CatalogProblem = { code: 'values-not-allowed', message: 'Reading values is not allowed for this store.' };
        return { items: [], complete: false, asOf: clock.now(), problem };
      }
      const { items, complete } = propertyNames(find(key)?.value ?? '', 'escaped-then-gjson');
      return list(`properties ${key}`, items, complete);
    },
    versions: async (key) => list<VersionEntry>(`versions ${key}`, find(key)?.versions ?? []),
    async describe(key) {
      const secret = find(key);
      return look(`describe ${key}`, secret && metadataOf(secret));
    },
    async lookup(key) {
      const secret = find(key);
      return look(`lookup ${key}`, secret && entryOf(secret));
    },
  };
}

function entryOf({ key, description, unavailable }: MemorySecret) {
  return { key, ...(description === undefined ? {} : { description }), ...(unavailable === undefined ? {} : { unavailable }) };
}

/** Everything but the value. */
function metadataOf({ value: _, unavailable: __, ...secret }: MemorySecret): SecretMetadata {
  return { tags: [], versions: [], ...secret };
}
