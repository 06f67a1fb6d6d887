import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import { at } from '../rest/json.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText, storeTexts } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** Where GitLab is, unless a store or the user says otherwise. */
export const vendorAddress = 'https://gitlab.com';

/** A number, or a path. */
const identifier = /^[\w.-]+(\/[\w.-]+)*$/;

/** What has variables. */
export interface Owner {
  readonly kind: 'project' | 'group';
  /** A number, or a path with its groups. */
  readonly id: string;
}

/** Whose variables a store reads, and for which environment. */
export interface GitlabTarget extends RestTarget {
  readonly project: Owner | undefined;
  /** In the order of the store. */
  readonly groups: readonly Owner[];
  /** Whether the groups are those that the project is in. */
  readonly inherits: boolean;
  /** Empty: none; `*`: what is set for all. */
  readonly environment: string;
}

/** An address as GitLab's tools and ESO read it: HTTPS is meant where no scheme is written, and the path of the API may be there. */
export function readHost(text: string): Address | undefined {
  const bare = text.replace(/\/api\/v4\/?$/, '');
  return readAddress(bare.includes('://') ? bare : `https://${bare}`);
}

/** Reads a store's block, as providers/v1/gitlab does. */
export function targetOf(store: StoreConfig, identity: Identity): Outcome<GitlabTarget> {
  const where = storeAddress(store, identity, { field: 'url', vendor: vendorAddress, read: readHost, example: vendorAddress });
  if ('problem' in where) return where;
  const projectId = storeText(store, ['projectID'], identifier);
  if ('problem' in projectId) return projectId;
  const groupIds = storeTexts(store, ['groupIDs'], identifier);
  if ('problem' in groupIds) return groupIds;
  const environment = storeText(store, ['environment'], /^[\w.,/ *-]+$/);
  if ('problem' in environment) return environment;
  const groups = groupIds.value.map((id): Owner => ({ kind: 'group', id }));
  const inherits = at(store.config, 'inheritFromGroups') === true;
  if (projectId.value === '' && groups.length === 0)
    return incomplete(
      told('Store {0} names no project and no group. Set spec.provider.gitlab.projectID or groupIDs.', store.name),
    );
  const project: Owner | undefined = projectId.value === '' ? undefined : { kind: 'project', id: projectId.value };
  const read = { project, groups: inherits ? [] : groups, inherits, environment: environment.value };
  return { value: { ...where.value, ...read, location: inWords(where.value.address, read) } };
}

/** `project` and its id, for messages. */
export function ownerWords({ kind, id }: Owner): string {
  return `${kind} ${id}`;
}

/** `https://gitlab.example.com, project shop/api and groups 3, 4, environment prod` */
function inWords(
  { text }: Address,
  { project, groups, inherits, environment }: Pick<GitlabTarget, 'project' | 'groups' | 'inherits' | 'environment'>,
): string {
  const owners = [
    project === undefined ? undefined : `${ownerWords(project)}${inherits ? ' with its groups' : ''}`,
    groups.length === 0 ? undefined : `${groups.length === 1 ? 'group' : 'groups'} ${groups.map(({ id }) => id).join(', ')}`,
  ].filter((part) => part !== undefined);
  return [
    text === vendorAddress ? undefined : text,
    owners.join(' and '),
    environment === '' ? undefined : `environment ${environment}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
