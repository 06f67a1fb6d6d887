import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import { at, isObject, listOf, numberOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { KeyPlace } from './keyPlace.ts';
import { explainLookup } from './problems.ts';
import type { InfisicalTarget } from './target.ts';

/** What Infisical says of a secret besides its value. Times are epoch milliseconds. */
export interface Secret extends KeyPlace {
  readonly id?: string;
  readonly comment?: string;
  readonly created?: number;
  readonly changed?: number;
  readonly version?: number;
  readonly tags: readonly string[];
  readonly rotated: boolean;
}

/** What a listing tells. */
export interface Secrets {
  readonly secrets: readonly Secret[];
  /** What the folders import from others, by name. To which folder it comes is told only where one folder was asked for. */
  readonly imported: readonly string[];
}

/**
 * How a server is asked: by the fourth version of its API, which leaves values out where they are not wanted and wants the id of the
 * project; an older one by the third, which may send them all the same.
 */
export type Edition = { readonly projectId: string } | 'older';

/** Which edition a server has, and the id of the store's project. */
export async function askEdition(
  client: RestClient,
  { project }: InfisicalTarget,
  token: CancellationToken,
): Promise<Outcome<Edition>> {
  return client.call<Edition>(
    {
      operation: 'GetProjectBySlug',
      path: ['api', 'v1', 'projects', 'slug', project],
      alsoReads: [404],
      read(json, status) {
        // The words of the server's framework for a path that it does not have.
        if (status === 404) return /^Route GET:/.test(textOf(at(json, 'message')) ?? '') ? 'older' : undefined;
        const projectId = textOf(at(json, 'id')) ?? textOf(at(json, 'project', 'id'));
        return projectId === undefined ? undefined : { projectId };
      },
    },
    token,
  );
}

/** The secrets of a folder, or of it and all below. Without values, if the server can leave them out. */
export function askSecrets(
  client: RestClient,
  target: InfisicalTarget,
  edition: Edition,
  { folder, recursive }: { readonly folder: string; readonly recursive: boolean },
  token: CancellationToken,
): Promise<Outcome<Secrets>> {
  return client.call(
    {
      operation: 'ListSecrets',
      path: pathOf(edition),
      query: { ...scopeOf(target, edition, folder), recursive: String(recursive), viewSecretValue: 'false' },
      read(json) {
        const secrets = at(json, 'secrets');
        if (!Array.isArray(secrets)) return undefined;
        return {
          // Those that a person keeps in place of a shared one are not what ESO gets.
          secrets: listOf(secrets).flatMap((each) => (at(each, 'type') === 'personal' ? [] : (readSecret(each, folder) ?? []))),
          imported: listOf(at(json, 'imports')).flatMap((each) =>
            listOf(at(each, 'secrets')).flatMap((secret) => textOf(at(secret, 'secretKey')) ?? []),
          ),
        };
      },
      count: ({ secrets }) => secrets.length,
    },
    token,
  );
}

/** One secret, what there is to know of it as `read` says. */
export function askSecret<T>(
  client: RestClient,
  target: InfisicalTarget,
  edition: Edition,
  { folder, name }: KeyPlace,
  value: 'with value' | 'without value',
  read: (secret: JsonValue) => T | undefined,
  token: CancellationToken,
): Promise<Outcome<T>> {
  return client.call(
    {
      operation: 'GetSecret',
      path: [...pathOf(edition), name],
      query: {
        ...scopeOf(target, edition, folder),
        type: 'shared',
        viewSecretValue: String(value === 'with value'),
        expandSecretReferences: String(value === 'with value' && target.expands),
      },
      read(json) {
        const secret = at(json, 'secret');
        return isObject(secret) ? read(secret) : undefined;
      },
      explain: explainLookup,
    },
    token,
  );
}

/** Reads a secret and leaves its value behind. Undefined where it is none. */
export function readSecret(json: JsonValue, folder: string): Secret | undefined {
  const name = textOf(at(json, 'secretKey'));
  if (name === undefined) return undefined;
  const [id, comment] = [textOf(at(json, 'id')), textOf(at(json, 'secretComment'))];
  const [created, changed] = [timeOf(at(json, 'createdAt')), timeOf(at(json, 'updatedAt'))];
  const version = numberOf(at(json, 'version'));
  return {
    name,
    folder: (textOf(at(json, 'secretPath')) ?? folder).replace(/(.)\/+$/, '$1'),
    tags: listOf(at(json, 'tags')).flatMap((tag) => textOf(at(tag, 'slug')) ?? []),
    rotated: at(json, 'isRotatedSecret') === true,
    ...(id === undefined ? {} : { id }),
    ...(comment === undefined ? {} : { comment }),
    ...(created === undefined ? {} : { created }),
    ...(changed === undefined ? {} : { changed }),
    ...(version === undefined ? {} : { version }),
  };
}

function pathOf(edition: Edition): readonly string[] {
  return edition === 'older' ? ['api', 'v3', 'secrets', 'raw'] : ['api', 'v4', 'secrets'];
}

function scopeOf({ project, environment }: InfisicalTarget, edition: Edition, folder: string) {
  return {
    ...(edition === 'older' ? { workspaceSlug: project } : { projectId: edition.projectId }),
    environment,
    secretPath: folder,
    // The first is what the third version calls it, and the fourth has called it.
    include_imports: 'true',
    includeImports: 'true',
  };
}
