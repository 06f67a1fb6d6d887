import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { evaluatePipeline, type FieldValue } from './goTemplate/evaluate.ts';
import { parseTemplate } from './goTemplate/parseTemplate.ts';
import { usesOf } from './goTemplate/uses.ts';
import { isObject } from './references.ts';

/** What a webhook store's templates know as `.remoteRef`. Undefined: not known here, so that what uses it stays as it is written. */
export interface WebhookReference {
  readonly key: string | undefined;
  readonly version: string | undefined;
  readonly property: string | undefined;
  /** Of the ExternalSecret. */
  readonly namespace: string | undefined;
}

/** The request that ESO makes for a reference, as far as the manifests tell it (providers/v1/webhook/pkg/webhook/webhook.go). */
export interface WebhookRequest {
  /** `GET` */
  readonly method: string;
  /** The template with the reference filled in; what comes from Secrets, or is not understood, stays as it is written. */
  readonly url: string;
  /** Names of the headers. Their values are nobody's business. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** What is taken of the answer, filled in likewise; undefined: all of it. */
  readonly jsonPath: string | undefined;
  /** The Secrets of the cluster that its templates use, by the names that they have there. */
  readonly secrets: readonly { readonly name: string; readonly secret: string }[];
  /** Whether its templates have anything of them. */
  readonly uses: { readonly version: boolean; readonly property: boolean };
}

/**
 * Works out the request. Text that stands in the URL where a login or a value of the query would is left out, as it may be one.
 * Undefined where the store has no URL, or Go does not parse it.
 *
 * @param config the store's block
 */
export function webhookRequest(config: JsonObject, reference: WebhookReference): WebhookRequest | undefined {
  const { method, url: urlTemplate, body, headers, result } = config;
  const texts = templatesOf(config);
  const url = text(urlTemplate);
  if (url === undefined || texts.some((template) => parse(template).error !== undefined)) return undefined;
  const used = texts.flatMap((template) => usesOf(parse(template)).fields.map(({ fields }) => fields.map(({ name }) => name)));
  const isUsed = (field: string) => used.some(([first, second]) => first === 'remoteRef' && second === field);
  const jsonPath = text(isObject(result) ? result['jsonPath'] : undefined);
  return {
    method: text(method) ?? 'GET',
    url: fillUrl(url, reference),
    headers: isObject(headers) ? Object.keys(headers) : [],
    hasBody: text(body) !== undefined,
    jsonPath:
      jsonPath === undefined
        ? undefined
        : fill(
            jsonPath,
            fieldsOf(reference, (value) => value),
            (literal) => literal,
          ),
    secrets: secretsOf(config).filter(({ name }) => used.some(([first]) => first === name)),
    uses: { version: isUsed('version'), property: isUsed('property') },
  };
}

function templatesOf({ url, body, headers, result }: JsonObject): readonly string[] {
  const all = [
    url,
    body,
    isObject(result) ? result['jsonPath'] : undefined,
    ...(isObject(headers) ? Object.values(headers) : []),
  ];
  return all.flatMap((template) => text(template) ?? []);
}

function secretsOf({ secrets }: JsonObject): WebhookRequest['secrets'] {
  return (Array.isArray(secrets) ? (secrets as readonly JsonValue[]) : []).flatMap((each) => {
    const ref = isObject(each) ? each['secretRef'] : undefined;
    const [name, secret] = [text(isObject(each) ? each['name'] : undefined), text(isObject(ref) ? ref['name'] : undefined)];
    return name === undefined || secret === undefined ? [] : [{ name, secret }];
  });
}

/** In URLs the reference is escaped, all but its namespace. */
function fillUrl(template: string, reference: WebhookReference): string {
  let part: 'authority' | 'path' | 'query' = 'authority';
  return fill(template, fieldsOf(reference, queryEscape), (literal) => {
    const [, before = '', query = ''] = part === 'query' ? [literal, '', literal] : (/^([^?]*)(.*)$/s.exec(literal) ?? []);
    const [, scheme = '', authority = '', path = ''] =
      part === 'authority' ? (/^(\w[\w+.-]*:\/\/)?([^/]*)(.*)$/s.exec(before) ?? []) : [before, '', '', before];
    const values = query.replace(/=[^&#]+/g, '=…');
    // What goes on with a value that something was filled into.
    const masked = part === 'query' ? values.replace(/^[^&#=]+/, '…') : values;
    if (query !== '') part = 'query';
    else if (path !== '' && part === 'authority') part = 'path';
    return scheme + authority.replace(/^.*@/s, '…@') + path + masked;
  });
}

function fieldsOf({ namespace, ...reference }: WebhookReference, encode: (text: string) => string): FieldValue {
  return ([first, second = '', ...more]) => {
    if (first !== 'remoteRef' || more.length > 0) return undefined;
    if (second === 'namespace') return namespace;
    const value = Object.hasOwn(reference, second) ? reference[second as keyof typeof reference] : undefined;
    return value === undefined ? undefined : encode(value);
  };
}

function fill(template: string, fieldAt: FieldValue, literal: (text: string) => string): string {
  return parse(template)
    .nodes.map((node) => {
      if (node.type === 'text') return literal(node.text);
      let isFilled = false;
      const value =
        node.type === 'action'
          ? evaluatePipeline(node.pipeline, (names) => {
              isFilled = true;
              return fieldAt(names);
            })
          : undefined;
      if (value !== undefined) return isFilled ? value : literal(value);
      const written = template.slice(node.range.start, node.range.end);
      // Texts in it are as much anybody's secret as those around it.
      return /["`]/.test(written) ? '{{ … }}' : written;
    })
    .join('');
}

function parse(template: string) {
  return parseTemplate(template, { name: 'webhooktemplate' });
}

/** As Go's `url.QueryEscape`. */
function queryEscape(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
