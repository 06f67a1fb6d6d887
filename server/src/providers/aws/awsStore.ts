import type { CatalogProblem, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { ServiceNames } from './serviceNames.ts';

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
    return { code: 'incomplete-store', ...told('Store {0} names no region. Set spec.provider.aws.region.', store.name) };
  }
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) {
    return { code: 'incomplete-store', ...told('The region of store {0} is not an AWS region such as us-east-1.', store.name) };
  }
  return { region, prefix: typeof prefix === 'string' ? prefix : '' };
}

/**
 * By what settings may know the vault of a store: its region, its prefix, and the account of the role that ESO takes on there. None of
 * them says where calls go.
 */
export function placesOf({ config: { region, prefix, role } }: StoreConfig): readonly string[] {
  const account = typeof role === 'string' ? role.split(':')[4] : undefined;
  const texts = [region, prefix, account];
  return texts.filter((text): text is string => typeof text === 'string' && text !== '');
}

/** The host name of a service in a region, by the partition that the region's name tells. */
export function defaultHost({ prefix }: Pick<ServiceNames, 'prefix'>, region: string): string {
  const suffixes: readonly (readonly [start: string, suffix: string])[] = [
    ['cn-', 'amazonaws.com.cn'],
    ['us-isob-', 'sc2s.sgov.gov'],
    ['us-isof-', 'csp.hci.ic.gov'],
    ['us-iso-', 'c2s.ic.gov'],
    ['eu-isoe-', 'cloud.adc-e.uk'],
    ['eusc-', 'amazonaws.eu'],
  ];
  const suffix = suffixes.find(([start]) => region.startsWith(start))?.[1] ?? 'amazonaws.com';
  return `${prefix}.${region}.${suffix}`;
}

/** The address of a page of the AWS console in a region, or undefined for partitions whose console is not known. */
export function consoleAddress(region: string, path: string): string | undefined {
  if (/^(us-iso|eu-iso|eusc)/.test(region)) return undefined;
  const host = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  return `https://${region}.${host}/${path}`;
}
