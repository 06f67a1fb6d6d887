import type { CancellationToken } from '../../cancellation.ts';
import type { KubeObject, ListScope, OnPage, ResourceType } from '../../cluster/clusterClient.ts';
import { type ClusterOutcome, type Done, done, type Unreachable } from '../../cluster/outcome.ts';
import { phrase } from '../../localisation.ts';
import { isRecord, stringOf } from './json.ts';
import { acceptOf, collectionPath, inWords, scopeQuery } from './paths.ts';
import { unreachable } from './problems.ts';
import { type Call, parseJson, type Requests } from './requests.ts';
import { kubeObject } from './secrets.ts';

/** All objects of a listing, and where a watch may go on from. */
export interface Listing {
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
}

interface Page extends Listing {
  readonly next: string | undefined;
}

const pageSize = '500';

/** A cluster has at most some hundred thousand objects of a kind; a server that goes on for longer would never end. */
const mostPages = 2_000;

/** How a listing is made. */
interface Manner {
  readonly metadataOnly?: boolean;
  readonly onPage?: OnPage | undefined;
}

/** Lists page by page. Where the pages expire meanwhile (410), it starts once again. */
export async function listAll(
  requests: Requests,
  type: ResourceType,
  scope: ListScope,
  token: CancellationToken,
  { metadataOnly = false, onPage }: Manner = {},
): Promise<ClusterOutcome<Listing>> {
  const first = await listOnce(requests, type, scope, token, { metadataOnly, onPage });
  const expired = first.outcome === 'refused' && first.status === 410;
  // What was told of the first pages holds no longer, and cannot be taken back.
  return expired && onPage === undefined ? listOnce(requests, type, scope, token, { metadataOnly }) : first;
}

async function listOnce(
  requests: Requests,
  type: ResourceType,
  scope: ListScope,
  token: CancellationToken,
  { metadataOnly = false, onPage }: Manner,
): Promise<ClusterOutcome<Listing>> {
  const objects: KubeObject[] = [];
  const warnings = new Set<string>();
  let page: Done<Page> | undefined;
  for (let pages = 0; page === undefined || page.value.next !== undefined; pages += 1) {
    if (pages === mostPages) return endless(type);
    const next: ClusterOutcome<Page> = await requests.send(pageCall(type, scope, page?.value.next, metadataOnly), token);
    if (next.outcome !== 'done') return next;
    page = next;
    for (const object of page.value.objects) objects.push(object);
    for (const warning of page.warnings) warnings.add(warning);
    if (onPage?.(page.value.objects, page.value.next === undefined) === false) break;
  }
  return done({ objects, resourceVersion: page.value.resourceVersion }, [...warnings]);
}

function endless({ resource }: ResourceType): Unreachable {
  return unreachable(
    'network',
    phrase('The API server sends more than {0} pages of {1}, so the list was left.', mostPages, resource),
  );
}

function pageCall(type: ResourceType, scope: ListScope, from: string | undefined, metadataOnly: boolean): Call<Page> {
  const query = scopeQuery(scope, { limit: pageSize, ...(from === undefined ? {} : { continue: from }) });
  return {
    method: 'GET',
    path: `${collectionPath(type, scope.namespace)}?${query}`,
    accept: acceptOf(type, 'list', metadataOnly),
    zipped: true,
    operation: `LIST ${inWords(type, scope.namespace)}${metadataOnly ? ' (metadata)' : ''}`,
    repeatable: true,
    read: (body) => readPage(type, body),
  };
}

function readPage(type: ResourceType, body: Buffer): { readonly value: Page; readonly count: number } | undefined {
  const json = parseJson(body);
  // A list says so even where it is empty: anything else that came with status 200 would make all objects vanish.
  if (!isRecord(json) || !isRecord(json['metadata']) || !('items' in json)) return undefined;
  // Go writes an empty list as null.
  const items: readonly unknown[] = Array.isArray(json['items']) ? json['items'] : [];
  const objects = items.map((item) => kubeObject(type, item)).filter((object) => object !== undefined);
  const value = {
    objects,
    resourceVersion: stringOf(json['metadata']['resourceVersion']) ?? '',
    next: stringOf(json['metadata']['continue']),
  };
  return { value, count: objects.length };
}
