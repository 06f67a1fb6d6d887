import { type Phrase, phrase } from '../../localisation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';

/** Where a message comes from. */
export interface Place {
  /** `['data', 1]`, `['dataFrom', 0, 'extract']`; empty where the message names no entry. */
  readonly entry: Path;
  /** The remote key that an entry of `data` was read with. */
  readonly key: string;
  /** The spec that the paths lead into; empty where it is not known. */
  readonly spec: JsonObject;
  readonly kind: string;
}

/** One text of the operator and what it means. */
export interface Explanation {
  /** Searched in the message without its `error processing …, err: `. */
  readonly pattern: RegExp;
  /** The place inside the spec. */
  path(place: Place, match: RegExpExecArray): Path;
  text(match: RegExpExecArray, place: Place): Phrase;
  readonly hint: Phrase;
}

const template: Path = ['target', 'template'];

/** The first that matches is taken. */
export const explanations: readonly Explanation[] = [
  {
    pattern: /could not get (Cluster)?SecretStore "([^"]*)"/,
    path: (place, match) => storePath(place, match[2] ?? ''),
    text: ([, cluster = '', name = '']) =>
      name === ''
        ? phrase('No store is named.')
        : phrase('{0}SecretStore "{1}" does not exist, or the operator may not read it.', cluster, name),
    hint: phrase('Check the name and the kind of the store; without kind a SecretStore of the same namespace is meant.'),
  },
  {
    pattern: /((?:Cluster)?SecretStore) "([^"]*)" is not ready/,
    path: (place, match) => storePath(place, match[2] ?? ''),
    text: ([, kind = '', name = '']) => phrase('{0} "{1}" is not ready, so nothing is asked of it.', kind, name),
    hint: phrase('Mend the store first; the operator then tries again by itself.'),
  },
  {
    pattern: /using cluster store "([^"]*)" is not allowed from namespace "([^"]*)"/,
    path: (place, match) => storePath(place, match[1] ?? ''),
    text: ([, name = '', namespace = '']) =>
      phrase('ClusterSecretStore "{0}" does not serve namespace "{1}" (spec.conditions).', name, namespace),
    hint: phrase('Allow the namespace in spec.conditions of the store, or use another store.'),
  },
  {
    pattern: /can not reference unmanaged store/,
    path: (place) => storePath(place, ''),
    text: () => phrase('The store belongs to an operator of another controller class.'),
    hint: phrase('Compare spec.controller of the store with the controller class of the operator.'),
  },
  {
    pattern: /error applying rewrite to keys: (?:failed rewrite operation\[(\d+)\]: )?([\s\S]*)/,
    path: ({ entry }, match) => [...entry.slice(0, 2), 'rewrite', ...(match[1] === undefined ? [] : [Number(match[1])])],
    text: ([, , why = '']) => phrase('The rewrite fails: {0}.', why),
    hint: phrase('Mend the operation; they are applied in order, each to all keys.'),
  },
  {
    pattern: /invalid secret keys[^:]*: ([\s\S]*)/,
    path: ({ entry }) => entry,
    text: ([, why = '']) => phrase('A name from the vault cannot be a key of a Secret: {0}.', why),
    hint: phrase('Use rewrite or conversionStrategy to change the keys; any rewrite switches the conversion off.'),
  },
  {
    pattern: /error applying decoding strategy (\w+) to data/,
    path: ({ entry }) => [...entry.slice(0, 2), entry[0] === 'data' ? 'remoteRef' : (entry[2] ?? 'extract'), 'decodingStrategy'],
    text: ([, strategy = '']) => phrase('The value cannot be decoded as {0}.', strategy),
    hint: phrase('Set decodingStrategy to None where the value is not encoded.'),
  },
  {
    pattern: /key (\S+) does not exist in secret (\S+)/,
    path: ({ entry }) => [...entry, ...(entry[0] === 'data' ? ['remoteRef'] : []), 'property'],
    text: ([, property = '', secret = '']) => phrase('Secret "{0}" has no property "{1}".', secret, property),
    hint: phrase('Check the property; the name is case-sensitive, and no deletionPolicy excuses a missing property.'),
  },
  {
    pattern:
      /^Secret does not exist|ResourceNotFoundException|secret (?:not found|does not exist)|could not find secret|NotFound/i,
    path: (place) => (place.entry[0] === 'data' ? [...place.entry, 'remoteRef', 'key'] : [...place.entry, 'key']),
    text: (_, { entry, key, spec }) =>
      typeof valueAt(spec, [...entry, 'remoteRef', 'property']) === 'string'
        ? phrase('The vault has no secret "{0}", or it has not that property.', key)
        : phrase('The vault has no {0}.', key === '' ? 'such secret' : `secret "${key}"`),
    hint: phrase(
      'Check the name; until it is found no other key of this ExternalSecret is updated either (deletionPolicy Retain).',
    ),
  },
  {
    pattern:
      /AccessDenied|AccessDeniedException|is not authorized|not authorized to perform|permission denied|Forbidden|\b403\b/i,
    path: (place) => (place.entry[0] === 'data' ? [...place.entry, 'remoteRef', 'key'] : place.entry),
    text: (match) => phrase('The vault refuses access to it: {0}.', match.input),
    hint: phrase('Allow the identity of the store to read this secret.'),
  },
  {
    pattern: /unable to get generator: (\S+?)(?:\.[\w.-]+)? "([^"]*)" not found/,
    path: ({ entry }) => [...entry, 'name'],
    text: ([, kind = '', name = '']) => phrase('Generator {0} "{1}" does not exist in the namespace.', kind, name),
    hint: phrase('Check kind and name of the generatorRef.'),
  },
  {
    pattern: /could not compile find\.name\.regexp/,
    path: ({ entry }) => [...entry, 'name', 'regexp'],
    text: () => phrase('The regular expression cannot be compiled.'),
    hint: phrase('Use the syntax of Go (RE2): no look-around, no back references.'),
  },
  {
    pattern: /unable to unmarshal secret|failed to unmarshal|unable to unmarshal/,
    path: ({ entry }) => entry,
    text: () => phrase('The value is not a JSON object, so that no keys can be made of it.'),
    hint: phrase('Use data with a secretKey for a plain value.'),
  },
  {
    pattern: /error in (configmap|secret) (\S+): missing key (\S+)/,
    path: ({ spec }, match) => templateSource(spec, match[2] ?? ''),
    text: ([, kind = '', name = '', key = '']) =>
      phrase('templateFrom: {0} "{1}" has no key "{2}".', kind === 'secret' ? 'Secret' : 'ConfigMap', name, key),
    hint: phrase('Check the key of the item.'),
  },
  {
    pattern: /error fetching templateFrom data: (configmaps|secrets) "([^"]*)" not found/,
    path: ({ spec }, match) => templateSource(spec, match[2] ?? ''),
    text: ([, kind = '', name = '']) =>
      phrase('templateFrom: {0} "{1}" does not exist in the namespace.', kind === 'secrets' ? 'Secret' : 'ConfigMap', name),
    hint: phrase('Create it, or check the name.'),
  },
  {
    pattern: /could not unmarshal template to/,
    path: () => [...template, 'templateFrom'],
    text: () => phrase('What a template of templateFrom renders is not a YAML map of texts.'),
    hint: phrase('Render `key: value` lines, or use templateAs: Values for one key per item.'),
  },
  {
    pattern: /at key (\S+): template: [\s\S]*map has no entry for key "([^"]*)"/,
    path: (_, match) => templateKey(match),
    text: ([, key = '', name = '']) =>
      phrase('The template of "{0}" uses .{1}, which is not among the keys that were fetched.', key, name),
    hint: phrase('Compare with the secretKey of data; keys with dashes or dots need `index . "name"`.'),
  },
  {
    pattern: /at key (\S+): template: [\s\S]*function "([^"]*)" not defined/,
    path: (_, match) => templateKey(match),
    text: ([, key = '', name = '']) => phrase('The template of "{0}" calls {1}, which the operator does not know.', key, name),
    hint: phrase('Use the functions of Sprig and those of ESO.'),
  },
  {
    pattern: /(?:execute|parse) template at key (\S+): template: ([\s\S]*)/,
    path: (_, match) => templateKey(match),
    text: ([, key = '', why = '']) => phrase('The template of "{0}" fails: {1}.', key, why),
    hint: phrase('The line and column in the message count from the start of the template.'),
  },
  {
    pattern: /could not apply template|could not execute template|error fetching templateFrom data/,
    path: () => template,
    text: ({ input }) => phrase('The template fails: {0}.', input),
    hint: phrase('Check the template.'),
  },
  {
    pattern: /owned by another ExternalSecret(?:: (\S+))?/,
    path: () => ['target', 'name'],
    text: ([, owner]) =>
      phrase('The target Secret belongs to {0}.', owner === undefined ? 'another ExternalSecret' : `ExternalSecret "${owner}"`),
    hint: phrase('Choose another target.name; the operator does not try again by itself.'),
  },
  {
    pattern: /target is immutable|field is immutable when `immutable` is set/,
    path: () => ['target', 'immutable'],
    text: () => phrase('The target Secret is immutable and cannot be updated.'),
    hint: phrase('Delete the Secret so that it is made anew, or choose another target.name.'),
  },
  {
    pattern: /type: Invalid value|field is immutable/,
    path: () => [...template, 'type'],
    text: () => phrase('The type of an existing Secret cannot be changed.'),
    hint: phrase('Delete the Secret so that it is made anew with the new type.'),
  },
  {
    pattern: /^Secret "([^"]*)" is invalid: ([\s\S]*)/,
    path: () => template,
    text: ([, name = '', why = '']) => phrase('The API server refuses Secret "{0}": {1}.', name, why),
    hint: phrase('Its type may require certain keys.'),
  },
  {
    pattern: /creationPolicy=(\w+) is not Owner/,
    path: () => ['target', 'creationPolicy'],
    text: ([, policy = '']) =>
      phrase('The vault has none of the data any more, and with creationPolicy: {0} the Secret may not be deleted.', policy),
    hint: phrase('Use creationPolicy: Owner with deletionPolicy: Delete.'),
  },
  {
    pattern: /failed to take ownership of target secret/,
    path: () => ['target', 'name'],
    text: () => phrase('The target Secret is controlled by something else.'),
    hint: phrase('Choose another target.name, or creationPolicy: Merge.'),
  },
  {
    pattern: /invalid generic target/,
    path: () => ['target', 'manifest'],
    text: () => phrase('The operator does not make anything but Secrets.'),
    hint: phrase('It has to be started with --unsafe-allow-generic-targets.'),
  },
  {
    pattern: /could not get source secret/,
    path: () => ['selector', 'secret'],
    text: () => phrase('The Secret to be pushed does not exist, or the operator may not read it.'),
    hint: phrase('Check selector.secret.'),
  },
  {
    pattern: /secret key (\S+) does not exist/,
    path: ({ spec }, match) => pushEntry(spec, ['match', 'secretKey'], match[1] ?? ''),
    text: ([, key = '']) => phrase('The Secret to be pushed has no key "{0}".', key),
    hint: phrase('Check match.secretKey.'),
  },
  {
    pattern: /could not write remote ref (\S+) to target secretstore (\S+): ([\s\S]*)/,
    path: ({ spec }, match) => {
      const byKey = pushEntry(spec, ['match', 'secretKey'], match[1] ?? '');
      return byKey.length > 1 ? byKey : pushEntry(spec, ['match', 'remoteRef', 'remoteKey'], match[1] ?? '');
    },
    text: ([, key = '', store = '', why = '']) => phrase('"{0}" could not be written to store "{1}": {2}.', key, store, why),
    hint: phrase('Check what the identity of the store may do.'),
  },
  {
    pattern: /dataTo\[(\d+)\]: ([\s\S]*)/,
    path: (_, match) => ['dataTo', Number(match[1])],
    text: ([, , why = '']) => phrase('dataTo: {0}.', why),
    hint: phrase('Mend the entry of dataTo.'),
  },
  {
    pattern:
      /unable to create client|unable to validate store|unable to create session|cannot get Kubernetes secret|could not fetch \w+ secret/,
    path: () => ['provider'],
    text: ({ input }) => phrase('The store cannot log in: {0}.', input),
    hint: phrase('Check the credentials that spec.provider refers to.'),
  },
];

/** The reference of the entry that names a store of its own, else the common one; of a PushSecret the one with that name. */
function storePath({ entry, spec }: Place, name: string): Path {
  const own = [...entry.slice(0, 2), 'sourceRef', 'storeRef'];
  if (entry.length > 0 && isObject(valueAt(spec, own))) return [...own, 'name'];
  const refs = spec['secretStoreRefs'];
  if (!Array.isArray(refs)) return ['secretStoreRef', 'name'];
  const index = (refs as readonly JsonValue[]).findIndex((ref) => valueAt(ref, ['name']) === name);
  return index < 0 ? ['secretStoreRefs'] : ['secretStoreRefs', index, 'name'];
}

function templateKey(match: RegExpExecArray): Path {
  return [...template, 'data', match[1] ?? ''];
}

function templateSource(spec: JsonObject, name: string): Path {
  const all: Path = [...template, 'templateFrom'];
  const list = valueAt(spec, all);
  const index = Array.isArray(list)
    ? (list as readonly JsonValue[]).findIndex((one) =>
        [
          ['configMap', 'name'],
          ['secret', 'name'],
        ].some((path) => valueAt(one, path) === name),
      )
    : -1;
  return index < 0 ? all : [...all, index];
}

function pushEntry(spec: JsonObject, field: Path, value: string): Path {
  const list = spec['data'];
  const index = Array.isArray(list) ? (list as readonly JsonValue[]).findIndex((one) => valueAt(one, field) === value) : -1;
  return index < 0 ? ['data'] : ['data', index, ...field];
}
