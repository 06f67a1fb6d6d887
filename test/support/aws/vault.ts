import { randomBytes, randomUUID } from 'node:crypto';
import type { SeedSecret } from './seed.ts';

/** A secret as the test server keeps it. Times are epoch seconds, as AWS JSON has them. */
export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  description: string | undefined;
  tags: { Key: string; Value: string }[];
  readonly created: number;
  changed: number;
  accessed: number | undefined;
  deleted: number | undefined;
  rotationDays: number | undefined;
  readonly versions: StoredVersion[];
}

/** One version of a secret's value. */
export interface StoredVersion {
  readonly id: string;
  readonly created: number;
  stages: string[];
  readonly text: string | undefined;
  /** Base64. */
  readonly binary: string | undefined;
}

/** The secrets of one account in one region, by name. */
export type Region = Map<string, StoredSecret>;

/** What a new version holds. */
export interface NewValue {
  readonly id?: string | undefined;
  readonly text?: string | undefined;
  readonly binary?: string | undefined;
}

/** The account that the test server answers for; the one AWS uses in its documentation. */
export const account = '123456789012';

/** Epoch seconds now, with milliseconds as fraction. */
export function nowSeconds(): number {
  return Date.now() / 1000;
}

/** Fills regions from a seed. */
export function regionsFrom(seed: readonly SeedSecret[]): Map<string, Region> {
  const regions = new Map<string, Region>();
  for (const secret of seed) {
    const region = regions.get(secret.region) ?? new Map<string, StoredSecret>();
    regions.set(secret.region, region);
    region.set(secret.name, storedFrom(secret));
  }
  return regions;
}

function storedFrom(seed: SeedSecret): StoredSecret {
  const secret = newSecret(seed.region, seed.name, seed.description, tagList(seed.tags));
  for (const text of seed.earlier ?? []) putVersion(secret, { text });
  putVersion(secret, seed.binary ? { binary: Buffer.from(seed.binary).toString('base64') } : { text: seed.text ?? '' });
  secret.rotationDays = seed.rotationDays;
  if (seed.deleted) secret.deleted = nowSeconds() + 30 * 86_400;
  return secret;
}

function tagList(tags: Readonly<Record<string, string>> = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** A secret without a version. */
export function newSecret(
  region: string,
  name: string,
  description?: string,
  tags: { Key: string; Value: string }[] = [],
): StoredSecret {
  const suffix = randomBytes(3).toString('hex');
  const now = nowSeconds();
  return {
    name,
    arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`,
    description,
    tags,
    created: now,
    changed: now,
    accessed: undefined,
    deleted: undefined,
    rotationDays: undefined,
    versions: [],
  };
}

/** Adds a version and moves AWSCURRENT to it, AWSPREVIOUS to the one before. */
export function putVersion(secret: StoredSecret, value: NewValue): StoredVersion {
  for (const version of secret.versions) {
    const wasCurrent = version.stages.includes('AWSCURRENT');
    version.stages = version.stages.filter((stage) => stage !== 'AWSPREVIOUS' && stage !== 'AWSCURRENT');
    if (wasCurrent) version.stages.push('AWSPREVIOUS');
  }
  const version = {
    id: value.id ?? randomUUID(),
    created: nowSeconds(),
    stages: ['AWSCURRENT'],
    text: value.text,
    binary: value.binary,
  };
  secret.versions.push(version);
  secret.changed = version.created;
  return version;
}
