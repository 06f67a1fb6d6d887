import { plainText } from '../../model/plainText.ts';
import type { Outcome } from '../outcome.ts';
import { readAddress } from '../rest/address.ts';
import type { Environment } from '../rest/credentials.ts';
import { textOf } from '../rest/json.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** The secrets of an organization, behind a server that speaks Bitwarden's protocol for ESO. */
export interface BitwardenTarget extends RestTarget {
  readonly organization: string;
  /** Where names are looked for; without it ESO finds secrets by their ids only. */
  readonly project: string | undefined;
  /** Which Bitwarden that server is to sign in to; empty: the usual one. */
  readonly api: string;
  readonly identity: string;
}

/** Reads a store's block, as providers/v1/bitwarden does. */
export function bitwardenTargetOf(store: StoreConfig, identity: Identity, env: Environment): Outcome<BitwardenTarget> {
  const example = 'https://localhost:9998';
  const place = storeAddress(store, identity, { field: 'bitwardenServerSDKURL', example });
  if ('problem' in place) return place;
  const organization = storeText(store, ['organizationID'], uuid);
  if ('problem' in organization) return organization;
  const project = storeText(store, ['projectID'], uuid);
  if ('problem' in project) return project;
  if (organization.value === '')
    return incomplete(
      told('Store {0} names no organization. Set spec.provider.bitwardensecretsmanager.organizationID.', store.name),
    );
  const [api, signIn] = ['apiURL', 'identityURL'].map((field) => (textOf(store.config[field]) ?? '').replace(/\/$/, ''));
  for (const url of [api, signIn])
    if (url !== undefined && url !== '' && !isBitwardens(url) && !isOwn(url, env))
      return incomplete(
        told(
          "Store {0} would have your login sent on to {1}, which is not Bitwarden's. If it is your own server, start the editor with BWS_SERVER_URL set to it.",
          store.name,
          plainText(url, 200),
        ),
      );
  const server = api && !/\.bitwarden\.com(\/|$)/.test(api) ? ` of ${api}` : '';
  return {
    value: {
      ...place.value,
      organization: organization.value,
      project: project.value || undefined,
      api: api ?? '',
      identity: signIn ?? '',
      location: `organization ${organization.value}${server}`,
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isBitwardens(url: string): boolean {
  return /^https:\/\/((api|identity)\.bitwarden\.(com|eu)|vault\.bitwarden\.(com|eu)\/(api|identity))$/.test(url);
}

/** The user's environment names a server that a user runs as the vendor's command-line tool wants it: without what is below it. */
function isOwn(url: string, env: Environment): boolean {
  const own = readAddress(env['BWS_SERVER_URL'] ?? '')?.text;
  return own !== undefined && [`${own}/api`, `${own}/identity`].includes(readAddress(url)?.text ?? '');
}
