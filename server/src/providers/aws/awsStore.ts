import type { CatalogProblem, StoreConfig } from '../secretProvider.ts';

/** What of a store's `aws` block matters to a listing. */
export interface AwsStore {
  /** Checked: it becomes part of a host name. */
  readonly region: string;
  /** What ESO puts before every key; empty where the store has none. */
  readonly prefix: string;
}

/** Reads a store's `aws` block, or says what is missing. */
export function awsStoreOf(store: StoreConfig): AwsStore | CatalogProblem {
  const { region, prefix } = store.config;
  if (typeof region !== 'string' || region === '') {
    return { code: 'incomplete-store', message: `Store ${store.name} names no region. Set spec.provider.aws.region.` };
  }
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) {
    return { code: 'incomplete-store', message: `The region of store ${store.name} is not an AWS region such as us-east-1.` };
  }
  return { region, prefix: typeof prefix === 'string' ? prefix : '' };
}

/** The host name of Secrets Manager in a region, by the partition that the region's name tells. */
export function defaultHost(region: string): string {
  const suffixes: readonly (readonly [prefix: string, suffix: string])[] = [
    ['cn-', 'amazonaws.com.cn'],
    ['us-isob-', 'sc2s.sgov.gov'],
    ['us-isof-', 'csp.hci.ic.gov'],
    ['us-iso-', 'c2s.ic.gov'],
    ['eu-isoe-', 'cloud.adc-e.uk'],
    ['eusc-', 'amazonaws.eu'],
  ];
  const suffix = suffixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return `secretsmanager.${region}.${suffix}`;
}
