import { type Address, readAddress } from '../rest/address.ts';
import type { RestTarget } from '../rest/restService.ts';

/** Where Doppler is, unless a store or the user says otherwise. */
export const vendorAddress = 'https://api.doppler.com';

/** The config whose secrets a store reads. */
export interface DopplerTarget extends RestTarget {
  /** Empty: that of the token, which must be a service token then. */
  readonly project: string;
  readonly config: string;
}

/** A host as Doppler's tools and ESO read it: HTTPS is meant where no scheme is written. */
export function readHost(text: string): Address | undefined {
  return readAddress(text.includes('://') ? text : `https://${text}`);
}

/** `project shop, config prd`, or whose they are. */
export function inWords({ project, config }: Pick<DopplerTarget, 'project' | 'config'>): string {
  if (project === '' && config === '') return 'the config of the token';
  return `${project === '' ? 'the project of the token' : `project ${project}`}, ${config === '' ? 'its config' : `config ${config}`}`;
}
