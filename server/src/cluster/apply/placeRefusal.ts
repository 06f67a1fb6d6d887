import { english } from '../../localisation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { NodePart } from '../../syntax/manifest.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { formatPath, type Path } from '../../syntax/path.ts';
import { explainFailure } from '../access.ts';
import type { RefusalCause, Refused } from '../outcome.ts';
import { readFieldPath } from './fieldPath.ts';
import { holdsLiteral, withoutLiterals } from './literals.ts';
import { partOf, placeOfSentence } from './webhookPlace.ts';

/** Something that the API server has against a manifest, and where. */
export interface Objection {
  readonly path: Path;
  readonly part: NodePart;
  readonly severity: 'error' | 'warning';
  /** Up to three sentences. Plain text, partly in the API server's own words; never a literal of a store or generator. */
  readonly message: string;
}

/** What was refused. */
export interface Applied {
  /** As it was sent. */
  readonly object: JsonObject;
  /** The name of the context, to be named. */
  readonly context: string;
}

/** What the API server and the admission webhooks object to, each placed on the smallest thing that it is about. Never empty. */
export function placeRefusal(refused: Refused, applied: Applied): readonly Objection[] {
  const { message, causes } = refused;
  const typed = /^failed to create typed patch object \([^)]*\): ([\s\S]*)$/.exec(message);
  if (typed !== null) return typedPatch(typed[1] ?? '', applied);
  const denied = /^admission webhook "([^"]+)" denied the request(?: without explanation)?:? ?([\s\S]*)$/.exec(message);
  if (denied !== null) return webhookDenial(denied[1] ?? '', denied[2] ?? '', applied);
  const down = /failed calling webhook "([^"]+)": ([\s\S]*)$/.exec(message);
  if (down !== null) return [onKind(webhookDown(down[1] ?? '', down[2] ?? ''))];
  const missing = /^namespaces "([^"]+)" not found/.exec(message);
  if (missing !== null) return [namespaceMissing(missing[1] ?? '', applied)];
  if (refused.status === 422 && causes.length > 0) return invalid(causes, applied);
  if (refused.status === 403) return [onKind(explainFailure(refused, english))];
  return [onKind(`The API server refuses it (${refused.status}): ${said(message, applied.object)}`)];
}

/** The `Warning` headers of an answer, placed likewise. */
export function placeWarnings(warnings: readonly string[], { object }: Applied): readonly Objection[] {
  return warnings.map((text) => {
    const deprecated = / is deprecated\b/.test(text) && text.startsWith(`${String(object['apiVersion'])} `);
    const spot = deprecated ? { path: ['apiVersion'], part: 'value' as const } : placeOfSentence(text, object);
    return { ...spot, severity: 'warning', message: `The API server warns: ${said(text, object)}` };
  });
}

/** A kind that is not served in the version of the manifest; `served` are the versions in which it is. */
export function notServed(apiVersion: string, kind: string, served: readonly string[], context: string): Objection {
  const refusal = `no matches for kind "${kind}" in version "${apiVersion}"`;
  const [first] = served;
  if (first === undefined) {
    const message = `Context ${context} does not serve ${kind} (${apiVersion}): ${refusal}. Is External Secrets Operator installed there?`;
    return { path: ['kind'], part: 'value', severity: 'error', message };
  }
  const message = `Context ${context} serves ${kind} as ${served.join(', ')} and not as ${apiVersion}: ${refusal}. Change apiVersion to ${first}.`;
  return { path: ['apiVersion'], part: 'value', severity: 'error', message };
}

function onKind(message: string): Objection {
  return { path: ['kind'], part: 'value', severity: 'error', message };
}

/** Server-side apply reads the manifest by the schema before anything else; it answers 500 with one text for all that it found. */
function typedPatch(text: string, { object }: Applied): readonly Objection[] {
  const lines = text.replace(/^errors:\n/, '').split('\n');
  const found = lines.map((line) => /^\s*(\.\S.*?): (.*)$/.exec(line)).filter((match) => match !== null);
  if (found.length === 0) return [onKind(`The API server cannot read it: ${said(withoutGoValues(text), object)}`)];
  return found.map(([, field = '', problem = '']) => {
    const path = readFieldPath(field, object);
    if (problem === 'field not declared in schema') {
      const message = `${formatPath(path)} is no field of ${String(object['kind'])} in ${String(object['apiVersion'])}, as this cluster serves it. The API server refuses it; take it out or mend its name.`;
      return { path, part: 'key', severity: 'error', message };
    }
    const expected = /^expected (\w+)/.exec(problem)?.[1];
    if (expected === undefined) {
      const message = `The API server refuses ${formatPath(path)}: ${said(withoutGoValues(problem), object)}`;
      return { path, part: partOf(object, path), severity: 'error', message };
    }
    const part = partOf(object, path);
    const mend = expected === 'string' && part === 'value' ? ' Put it in quotes.' : '';
    const wanted = kindsOfValues[expected] ?? expected;
    return {
      path,
      part,
      severity: 'error',
      message: `${formatPath(path)} must be ${wanted}; the API server refuses anything else.${mend}`,
    };
  });
}

const kindsOfValues: Readonly<Record<string, string>> = {
  string: 'a string',
  map: 'a mapping',
  list: 'a list',
  boolean: 'true or false',
  numeric: 'a number',
};

/** `got &value.valueUnstructured{Value:60}` quotes what is written, which may be a secret. */
function withoutGoValues(text: string): string {
  return text.replace(/,? got &[\s\S]*$/, '');
}

function invalid(causes: readonly RefusalCause[], { object }: Applied): readonly Objection[] {
  // The last of them says that further rules were not asked; it is about no field.
  const real = causes.filter(({ field }) => field !== '<nil>' && field !== '');
  return (real.length > 0 ? real : causes).map(({ field, message, reason }) => {
    const path = field === '' || field === '<nil>' ? ['kind'] : exactPath(readFieldPath(field, object), message, object);
    const name = formatPath(path);
    if (reason === 'FieldValueRequired' && message === 'Required value') {
      return {
        path,
        part: 'key',
        severity: 'error',
        message: `${name} is required. The API server refuses the manifest without it.`,
      };
    }
    const words = holdsLiteral(object, path) ? message.replace(/^Invalid value: (?:"(?:[^"\\]|\\.)*"|\S+): /, '') : message;
    const part = partOf(object, path);
    return { path, part, severity: 'error', message: `The API server refuses ${name}: ${said(words, object)}` };
  });
}

/** What is wrong with a label or annotation is said of all of them, with the key or value quoted. */
function exactPath(path: Path, message: string, object: JsonObject): Path {
  const members = valueAt(object, path);
  const quoted = /^Invalid value: "((?:[^"\\]|\\.)*)"/.exec(message)?.[1];
  if (path[0] !== 'metadata' || !isObject(members) || quoted === undefined) return path;
  const name = Object.keys(members).find((key) => key === quoted || members[key] === quoted);
  return name === undefined ? path : [...path, name];
}

function webhookDenial(webhook: string, text: string, { object }: Applied): readonly Objection[] {
  const who = isOurs(webhook) ? "ESO's webhook" : `Admission webhook ${webhook}`;
  const sentences = text.split('\n').filter((line) => line.trim() !== '');
  const each = isOurs(webhook) && sentences.length > 0 ? sentences : [text];
  return each.map((sentence) => ({
    ...placeOfSentence(sentence, object),
    severity: 'error',
    message: `${who} refuses it: ${said(sentence, object) || 'without a reason.'}`,
  }));
}

/** The API server asks the webhook about every ESO object, and admits nothing while it gets no answer (failurePolicy: Fail). */
function webhookDown(webhook: string, text: string): string {
  const why = /no endpoints available/.test(text)
    ? 'none of its Pods is ready'
    : /x509|certificate/.test(text)
      ? 'its certificate is not trusted or has expired'
      : /deadline exceeded|i\/o timeout|awaiting headers/i.test(text)
        ? 'it did not answer in time, which is often a firewall between API server and nodes'
        : (text.split(': ').at(-1) ?? '').slice(0, 200).trim();
  if (!isOurs(webhook))
    return `Admission webhook ${webhook} does not answer: ${why}. While it is down the API server admits nothing that it judges.`;
  return `ESO's webhook (${webhook}) does not answer: ${why}. While it is down the API server admits nothing of ESO. Check it: kubectl get pods -A -l app.kubernetes.io/name=external-secrets-webhook.`;
}

function isOurs(webhook: string): boolean {
  return webhook.endsWith('.external-secrets.io');
}

function namespaceMissing(namespace: string, { object, context }: Applied): Objection {
  const message = `Namespace ${namespace} does not exist in context ${context}. Create it first: kubectl create namespace ${namespace}.`;
  return {
    path: valueAt(object, ['metadata', 'namespace']) === undefined ? ['kind'] : ['metadata', 'namespace'],
    part: 'value',
    severity: 'error',
    message,
  };
}

/** Words of the API server as a sentence: bounded, on one line, without literals of the manifest. */
function said(text: string, object: JsonObject): string {
  const line = withoutLiterals(text, object).replace(/\s+/g, ' ').trim();
  const bounded = line.length > 600 ? `${line.slice(0, 599)}…` : line;
  return bounded === '' || /[.!?…]$/.test(bounded) ? bounded : `${bounded}.`;
}
