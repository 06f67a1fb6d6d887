import type { RemoteReference } from '../../model/references.ts';
import { type WebhookReference, type WebhookRequest, webhookRequest } from '../../model/webhookRequest.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import { codeSpan, escapeMarkdown } from '../markdown.ts';
import type { StoreView } from '../stores.ts';
import { listed } from './card.ts';

const mostHeaders = 5;
const block = ['spec', 'provider', 'webhook'];

/**
 * What ESO asks a webhook store for a reference, and what it takes of the answer; none for other stores. Nothing is asked of anybody:
 * it is worked out from the manifests.
 */
export function webhookLines({ entry }: StoreView, reference: RemoteReference, resource: ResourceNode): readonly string[] {
  if (entry?.config?.provider !== 'webhook') return [];
  if (isFilledLater(entry.resource)) return ['What ESO asks for is not known: template text stands in the store.'];
  const request = webhookRequest(entry.config.config, valuesOf(reference, resource));
  if (request === undefined) return [];
  return [askedLine(request), secretsLine(request), takenLine(request, reference), unusedLine(request, reference)].filter(
    (line) => line !== undefined,
  );
}

/** Whether Helm, envsubst or the like have still to fill in something of the request. */
function isFilledLater(store: ResourceNode): boolean {
  return [['url'], ['method'], ['body'], ['headers'], ['result', 'jsonPath']].some((field) =>
    store.isPlaceholder([...block, ...field]),
  );
}

function valuesOf({ path, key, property, version }: RemoteReference, resource: ResourceNode): WebhookReference {
  // An absent field is an empty text to ESO; one that a template fills in is not known.
  const known = (field: string, value: string | undefined) =>
    resource.isPlaceholder([...path, field]) ? undefined : (value ?? '');
  return {
    key: known('key', key),
    property: known('property', property),
    version: known('version', version),
    namespace:
      resource.kind === 'ExternalSecret' && !resource.isPlaceholder(['metadata', 'namespace']) ? resource.namespace : undefined,
  };
}

function askedLine({ method, url, headers, hasBody }: WebhookRequest): string {
  const names = listed(
    headers.map((name) => codeSpan(name, 60)),
    mostHeaders,
  );
  const more = [names === undefined ? undefined : `headers ${names}`, hasBody ? 'a body' : undefined].filter(
    (part) => part !== undefined,
  );
  return `ESO asks ${codeSpan(`${method} ${url}`, 400)}${more.length === 0 ? '' : ` with ${more.join(' and ')}`}`;
}

/** Who reads the template has to know what is filled in by the operator alone. */
function secretsLine({ secrets }: WebhookRequest): string | undefined {
  const names = secrets.map(({ name, secret }) => `${codeSpan(`.${name}`, 60)} is Secret ${escapeMarkdown(secret, 253)}`);
  return names.length === 0 ? undefined : `Filled in by the operator: ${names.join(', ')}`;
}

function takenLine({ jsonPath }: WebhookRequest, { path }: RemoteReference): string {
  const isExtract = path.at(-1) === 'extract';
  const members = 'an object, or a text with one; each of its members becomes a key';
  if (jsonPath === undefined) return isExtract ? `Of the answer it takes ${members}` : 'The whole answer is the value';
  const what = codeSpan(jsonPath, 200);
  return isExtract
    ? `Of the answer it takes ${what} (JSONPath): ${members}`
    : `Of the answer it takes ${what} (JSONPath): of several matches the first, an object as JSON, a number without its decimals`;
}

function unusedLine({ uses }: WebhookRequest, { property, version }: RemoteReference): string | undefined {
  const unused = [
    property !== undefined && !uses.property ? 'property' : undefined,
    version !== undefined && !uses.version ? 'version' : undefined,
  ];
  const names = unused.flatMap((name) => (name === undefined ? [] : [codeSpan(name)]));
  return names.length === 0
    ? undefined
    : `**Without effect**: ${names.join(' and ')}, which the templates of the store do not use`;
}
