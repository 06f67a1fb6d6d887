import type { Localisation } from '../../localisation.ts';
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
export function webhookLines(
  { entry }: StoreView,
  reference: RemoteReference,
  resource: ResourceNode,
  l10n: Localisation,
): readonly string[] {
  if (entry?.config?.provider !== 'webhook') return [];
  if (isFilledLater(entry.resource)) return [l10n.t('What ESO asks for is not known: template text stands in the store.')];
  const request = webhookRequest(entry.config.config, valuesOf(reference, resource));
  if (request === undefined) return [];
  const lines = [
    askedLine(request, l10n),
    secretsLine(request, l10n),
    takenLine(request, reference, l10n),
    unusedLine(request, reference, l10n),
  ];
  return lines.filter((line) => line !== undefined);
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

function askedLine({ method, url, headers, hasBody }: WebhookRequest, l10n: Localisation): string {
  const names = listed(
    headers.map((name) => codeSpan(name, 60)),
    mostHeaders,
    l10n,
  );
  const request = codeSpan(`${method} ${url}`, 400);
  if (names === undefined) return hasBody ? l10n.t('ESO asks {0} with a body', request) : l10n.t('ESO asks {0}', request);
  return hasBody
    ? l10n.t('ESO asks {0} with headers {1} and a body', request, names)
    : l10n.t('ESO asks {0} with headers {1}', request, names);
}

/** Who reads the template has to know what is filled in by the operator alone. */
function secretsLine({ secrets }: WebhookRequest, l10n: Localisation): string | undefined {
  const names = secrets.map(({ name, secret }) =>
    l10n.t('{0} is Secret {1}', codeSpan(`.${name}`, 60), escapeMarkdown(secret, 253)),
  );
  return names.length === 0 ? undefined : l10n.t('Filled in by the operator: {0}', names.join(', '));
}

function takenLine({ jsonPath }: WebhookRequest, { path }: RemoteReference, l10n: Localisation): string {
  const isExtract = path.at(-1) === 'extract';
  if (jsonPath === undefined)
    return isExtract
      ? l10n.t('Of the answer it takes an object, or a text with one; each of its members becomes a key')
      : l10n.t('The whole answer is the value');
  const what = codeSpan(jsonPath, 200);
  return isExtract
    ? l10n.t('Of the answer it takes {0} (JSONPath): an object, or a text with one; each of its members becomes a key', what)
    : l10n.t(
        'Of the answer it takes {0} (JSONPath): of several matches the first, an object as JSON, a number without its decimals',
        what,
      );
}

function unusedLine({ uses }: WebhookRequest, { property, version }: RemoteReference, l10n: Localisation): string | undefined {
  const unused = [
    property !== undefined && !uses.property ? 'property' : undefined,
    version !== undefined && !uses.version ? 'version' : undefined,
  ];
  const names = unused.flatMap((name) => (name === undefined ? [] : [codeSpan(name)]));
  const [first, second] = names;
  if (first === undefined) return undefined;
  return second === undefined
    ? l10n.t('**Without effect**: {0}, which the templates of the store do not use', first)
    : l10n.t('**Without effect**: {0} and {1}, which the templates of the store do not use', first, second);
}
