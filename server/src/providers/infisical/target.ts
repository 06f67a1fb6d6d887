import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import { at } from '../rest/json.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';
import { folderIn } from './keyPlace.ts';

/** Where Infisical is, unless a store or the user says otherwise; the cloud in Europe is another place with other logins. */
export const vendorAddresses = ['https://app.infisical.com', 'https://us.infisical.com'] as const;

/** What of a project a store reads. */
export interface InfisicalTarget extends RestTarget {
  readonly project: string;
  readonly environment: string;
  /** The folder in which keys without a path are, without a slash at its end; `/`: the root. */
  readonly folder: string;
  /** Whether ESO puts other secrets into a value that refers to them. */
  readonly expands: boolean;
  /** Empty: that of the login. */
  readonly organization: string;
}

const slug = /^[\w-]+$/;

/** An address as Infisical's tools and ESO read it: the path of the API may be there. */
export function readHost(text: string): Address | undefined {
  return readAddress(text.replace(/\/+$/, '').replace(/\/api$/, ''));
}

/** Reads a store's block, as providers/v1/infisical does. */
export function targetOf(store: StoreConfig, identity: Identity): Outcome<InfisicalTarget> {
  const [vendor] = vendorAddresses;
  const where = storeAddress(store, identity, { field: 'hostAPI', vendor, read: readHost, example: `${vendor}/api` });
  if ('problem' in where) return where;
  const text = (field: string, pattern: RegExp) => storeText(store, ['secretsScope', field], pattern);
  const project = text('projectSlug', slug);
  if ('problem' in project) return project;
  const environment = text('environmentSlug', slug);
  if ('problem' in environment) return environment;
  const path = text('secretsPath', /^\/?[\w-]*(\/[\w-]+)*\/?$/);
  if ('problem' in path) return path;
  const organization = text('organizationSlug', slug);
  if ('problem' in organization) return organization;
  if (project.value === '' || environment.value === '')
    return incomplete(
      told(
        'Store {0} does not say what it reads. Set spec.provider.infisical.secretsScope.projectSlug and environmentSlug.',
        store.name,
      ),
    );
  const folder = folderIn(store.config);
  const { address } = where.value;
  const elsewhere = address.text === vendor ? '' : `${address.text}, `;
  const below = folder === '/' ? '' : `, folder ${folder}`;
  return {
    value: {
      ...where.value,
      location: `${elsewhere}project ${project.value}, environment ${environment.value}${below}`,
      project: project.value,
      environment: environment.value,
      organization: organization.value,
      folder,
      expands: at(store.config, 'secretsScope', 'expandSecretReferences') !== false,
    },
  };
}
