import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';

/** What stands in place of a literal that may be a secret. */
export const masked = '<masked>';

/** What stands in place of such a literal where the proposed object has another one than the live object. */
export const maskedChanged = '<masked, changed>';

/**
 * Where a manifest holds literals that may be secrets: values of the `fake` provider and generator, `value` beside a provider's
 * `secretRef`, passwords and tokens that a field takes as text, what the `webhook` provider and generator send, headers for Vault,
 * parameters of VaultDynamicSecret. Texts of templates are no such literals.
 */
export function literalPaths(object: JsonObject): readonly Path[] {
  const { kind } = object;
  const found: Path[] = [];
  if (kind === 'SecretStore' || kind === 'ClusterSecretStore') collectProvider(object, ['spec', 'provider'], found);
  else if (kind === 'ClusterGenerator') collectGenerators(object, ['spec', 'generator'], found);
  else if (typeof object['apiVersion'] === 'string' && object['apiVersion'].startsWith('generators.')) {
    collectGenerator(object, String(kind), ['spec'], found);
  }
  return found;
}

/** The live and the proposed object with their literals masked, so that it shows that a literal changes, and not into what. */
export function maskLiterals(
  live: JsonObject | undefined,
  proposed: JsonObject,
): { readonly live: JsonObject | undefined; readonly proposed: JsonObject } {
  const before = new Map<string, JsonValue | undefined>();
  const livePaths = live === undefined ? [] : literalPaths(live);
  for (const path of livePaths) before.set(identityOf(live, path), valueAt(live, path));
  const isChanged = (path: Path) => {
    const identity = identityOf(proposed, path);
    return before.has(identity) && before.get(identity) !== valueAt(proposed, path);
  };
  const marks = literalPaths(proposed).map((path) => ({ path, mark: isChanged(path) ? maskedChanged : masked }));
  return {
    live:
      live === undefined
        ? undefined
        : replaceAll(
            live,
            livePaths.map((path) => ({ path, mark: masked })),
          ),
    proposed: replaceAll(proposed, marks),
  };
}

/** Text of the cluster about a manifest, the manifest's own literals masked where it quotes them. */
export function withoutLiterals(text: string, object: JsonObject): string {
  const literals = literalPaths(object)
    .map((path) => String(valueAt(object, path)))
    // Shorter ones would take ordinary words apart; what is said about the place of a literal quotes nothing anyway.
    .filter((literal) => literal.length > 3)
    .sort((a, b) => b.length - a.length);
  return literals.reduce((said, literal) => said.replaceAll(literal, masked), text);
}

/** Whether a path is that of a literal, or of something that holds one. */
export function holdsLiteral(object: JsonObject, path: Path): boolean {
  return literalPaths(object).some((literal) => path.every((segment, i) => literal[i] === segment));
}

const secretNames = /^(value|password|passphrase|token|tokenCode|apiKey|clientSecret|accessKey|secretKey|privateKey)$/i;

function collectProvider(object: JsonObject, path: Path, found: Path[]): void {
  collectNamed(object, path, found);
  collectBelow(object, [...path, 'fake', 'data'], /^(value|valueMap)$/, found);
  collectWebhook(object, [...path, 'webhook'], found);
  collectAll(object, [...path, 'vault', 'headers'], found);
}

function collectGenerators(object: JsonObject, path: Path, found: Path[]): void {
  const specs = valueAt(object, path);
  for (const name of isObject(specs) ? Object.keys(specs) : []) {
    const kind = name.slice(0, 1).toUpperCase() + name.slice(1).replace(/Spec$/, '');
    collectGenerator(object, kind, [...path, name], found);
  }
}

function collectGenerator(object: JsonObject, kind: string, spec: Path, found: Path[]): void {
  collectNamed(object, spec, found);
  if (kind === 'Fake') collectAll(object, [...spec, 'data'], found);
  if (kind === 'Webhook') collectWebhook(object, spec, found);
  collectAll(object, [...spec, 'provider', 'headers'], found);
  if (kind === 'VaultDynamicSecret') collectAll(object, [...spec, 'parameters'], found);
}

/** A URL may carry a login or a token, in which case it is masked; a plain one tells more than it hides. */
function collectWebhook(object: JsonObject, path: Path, found: Path[]): void {
  collectAll(object, [...path, 'headers'], found);
  collectAll(object, [...path, 'body'], found);
  const url = valueAt(object, [...path, 'url']);
  if (typeof url === 'string' && /[?@]/.test(url)) add([...path, 'url'], found);
}

function collectNamed(object: JsonObject, path: Path, found: Path[]): void {
  walk(valueAt(object, path), path, (at) => {
    // Session tags name things and are shown by AWS itself.
    if (typeof at.at(-1) === 'string' && secretNames.test(String(at.at(-1))) && !at.includes('sessionTags')) add(at, found);
  });
}

function collectBelow(object: JsonObject, path: Path, name: RegExp, found: Path[]): void {
  walk(valueAt(object, path), path, (at) => {
    if (at.slice(path.length).some((segment) => typeof segment === 'string' && name.test(segment))) add(at, found);
  });
}

function collectAll(object: JsonObject, path: Path, found: Path[]): void {
  walk(valueAt(object, path), path, (at) => add(at, found));
}

function add(path: Path, found: Path[]): void {
  if (!found.some((one) => one.length === path.length && one.every((segment, i) => segment === path[i]))) found.push(path);
}

/** Visits every scalar but null. */
function walk(value: JsonValue | undefined, path: Path, visit: (path: Path) => void): void {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, [...path, i], visit);
  else if (isObject(value)) for (const [name, member] of Object.entries(value)) walk(member, [...path, name], visit);
  else if (value !== undefined && value !== null) visit(path);
}

/** The same for the same literal of two versions of an object: list items that have a key are known by it, not by their position. */
function identityOf(object: JsonObject | undefined, path: Path): string {
  return JSON.stringify(
    path.map((segment, i) => {
      const item = typeof segment === 'number' ? valueAt(object, path.slice(0, i + 1)) : undefined;
      return isObject(item) && item['key'] !== undefined ? [String(item['key']), String(item['version'] ?? '')] : segment;
    }),
  );
}

function replaceAll(object: JsonObject, marks: readonly { readonly path: Path; readonly mark: string }[]): JsonObject {
  return marks.reduce<JsonValue>((value, { path, mark }) => replaced(value, path, mark), object) as JsonObject;
}

function replaced(value: JsonValue, path: Path, mark: string): JsonValue {
  const [segment, ...rest] = path;
  if (segment === undefined) return mark;
  if (Array.isArray(value)) return value.map((item, i) => (i === segment ? replaced(item, rest, mark) : item));
  if (!isObject(value)) return value;
  const object: Record<string, JsonValue> = { ...value };
  object[segment] = replaced(value[segment] ?? null, rest, mark);
  return object;
}
