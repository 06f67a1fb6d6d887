import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { GoogleSecret, GoogleVersion, Pair } from './api.ts';
import type { GoogleStore } from './googleStore.ts';

/** The versions of a secret as far as they are known, newest first. */
export interface KnownVersions {
  readonly items: readonly GoogleVersion[];
  /** Whether these are all there are. */
  readonly complete: boolean;
}

/** What a listing says of a secret. */
export function entryOf({ id, labels, annotations }: GoogleSecret): SecretEntry {
  return { key: id, ...descriptionOf(annotations), ...(labels.length === 0 ? {} : { tags: labels }) };
}

/** Everything that is said of a secret; its labels are its tags. */
export function metadataOf(secret: GoogleSecret, known: KnownVersions | undefined, store: GoogleStore): SecretMetadata {
  const time = (name: keyof SecretMetadata, at: number | undefined) => (at === undefined ? {} : { [name]: at });
  const standing = known === undefined ? {} : standingOf(known, store);
  return {
    key: secret.id,
    id: secret.name,
    ...descriptionOf(secret.annotations),
    ...time('created', secret.created),
    ...time('changed', known?.items[0]?.created),
    ...time('deletion', secret.expires),
    ...rotationOf(secret),
    ...(standing.unavailable === undefined ? {} : { unavailable: standing.unavailable }),
    details: detailsOf(secret, standing.reads),
    ...(store.redirected ? {} : { console: consolePage(secret.id, store) }),
    tags: secret.labels,
    versions: versionsOf(known, secret, store),
    fetchable: [
      'annotations',
      ...secret.annotations.map(({ name }) => `annotations.${name}`),
      'labels',
      ...secret.labels.map(({ name }) => `labels.${name}`),
    ],
  };
}

/** What ESO takes as `remoteRef.version`: numbers, and the names that point at them; `latest` is the newest, whatever its state. */
export function versionsOf(
  known: KnownVersions | undefined,
  { aliases }: Pick<GoogleSecret, 'aliases'>,
  store: GoogleStore,
): readonly VersionEntry[] {
  const pointing = (number: string) => aliases.filter(({ value }) => value === number).map(({ name }) => name);
  const fallback = known === undefined ? undefined : standingOf(known, store).version;
  const versions = (known?.items ?? []).map(({ number, created, state, destruction }, i): VersionEntry => {
    const going = destruction === undefined ? '' : ', soon to be destroyed';
    return {
      version: number,
      labels: [...(i === 0 ? ['latest'] : []), ...pointing(number)],
      ...(created === undefined ? {} : { created }),
      ...(number === fallback && i > 0 ? { note: 'what ESO reads' } : {}),
      ...(isGone(state) ? { unavailable: `${state.toLowerCase()}${going}` } : {}),
    };
  });
  // Those of versions that the login may not see, or that are far down the list.
  const numbers = new Set(versions.map(({ version }) => version));
  const others = [...new Set(aliases.map(({ value }) => value))].filter((number) => !numbers.has(number));
  return [...versions, ...others.map((version) => ({ version, labels: pointing(version) }))];
}

/** Which version ESO reads where none is written, or why it reads none. */
function standingOf(
  { items, complete }: KnownVersions,
  { takesOlder }: GoogleStore,
): { readonly version?: string; readonly unavailable?: string; readonly reads?: string } {
  const [newest] = items;
  if (newest === undefined) return complete ? { unavailable: 'it has no version yet' } : {};
  if (!isGone(newest.state)) return { version: newest.number };
  const gone = `its newest version is ${newest.state.toLowerCase()}`;
  if (!takesOlder) return { unavailable: gone };
  const latest = newestEnabled(items);
  if (latest === undefined) return complete ? { unavailable: 'no version of it is enabled' } : {};
  return { version: latest.number, reads: `version ${latest.number}, as ${gone} (LatestOrFetch)` };
}

/** What ESO takes in place of a newest version that cannot be read: by the time of their making, not by their numbers. */
export function newestEnabled(versions: readonly GoogleVersion[]): GoogleVersion | undefined {
  const enabled = versions.filter(({ state }) => state === 'ENABLED');
  return enabled.sort((a, b) => (b.created ?? 0) - (a.created ?? 0))[0];
}

function isGone(state: GoogleVersion['state']): boolean {
  return state === 'DISABLED' || state === 'DESTROYED';
}

function detailsOf(secret: GoogleSecret, reads: string | undefined): NonNullable<SecretMetadata['details']> {
  const { replicas, encryptedWith, annotations, topics } = secret;
  const others = annotations.filter(({ name }) => name !== 'description');
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['ESO reads', reads],
    ['replication', replicas === 'automatic' ? replicas : replicas?.join(', ')],
    ['encrypted with', encryptedWith.join(', ')],
    ['announces to', topics === 0 ? undefined : `${topics} Pub/Sub ${topics === 1 ? 'topic' : 'topics'}`],
    ['annotations', others.map(({ name, value }) => `${name}=${value}`).join(', ')],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
}

function rotationOf({ rotationPeriod, nextRotation }: GoogleSecret): Pick<SecretMetadata, 'rotation'> {
  if (rotationPeriod === undefined && nextRotation === undefined) return {};
  const seconds = Number(/^(\d+)(\.\d+)?s$/.exec(rotationPeriod ?? '')?.[1] ?? Number.NaN);
  const days = Math.round(seconds / 86_400);
  return {
    rotation: {
      enabled: true,
      ...(days > 0 ? { everyDays: days } : {}),
      ...(nextRotation === undefined ? {} : { next: nextRotation }),
    },
  };
}

/** Secrets have no description of their own; many keep one in an annotation. */
function descriptionOf(annotations: readonly Pair[]): { readonly description?: string } {
  const text = annotations.find(({ name }) => name === 'description')?.value;
  return text === undefined || text === '' ? {} : { description: text };
}

/** The page of a regional secret is not documented, so the one that lists the project's secrets does for it. */
export function consolePage(id: string, { project, location }: GoogleStore): string {
  const page = location === undefined ? `/secret/${id}/versions` : '';
  return `https://console.cloud.google.com/security/secret-manager${page}?project=${encodeURIComponent(project)}`;
}
