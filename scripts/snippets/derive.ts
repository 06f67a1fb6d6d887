import { kebab, namespaceSlot } from '../../server/src/features/snippets/catalogue.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import { fileOfRef, type Structure } from '../../server/src/schema/structure.ts';
import type { JsonValue } from '../../server/src/syntax/node.ts';

/** Fields that are wanted beside the required ones, by path, with the value where it is not that of the table. */
export type Wanted = readonly string[] | Readonly<Record<string, JsonValue>>;

/** What blocks are made from. */
export interface Recipe {
  readonly schemas: SchemaSource;
  /** Likely values by the end of a path. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** What the Secret with a login is called. */
  readonly login: string;
  /** Paths and values below the root. */
  readonly wanted: ReadonlyMap<string, JsonValue>;
}

/** One map of what several lists and tables want; the later ones win. */
export function allWanted(...lists: readonly (Wanted | undefined)[]): ReadonlyMap<string, JsonValue> {
  return new Map(
    lists.flatMap((list) =>
      Array.isArray(list) ? list.map((path): [string, JsonValue] => [path, null]) : Object.entries(list ?? {}),
    ),
  );
}

/**
 * The value for a place: what is wanted there and what it is refused without.
 *
 * @param path from the root on, whose own name comes first
 */
export async function derive(recipe: Recipe, described: Structure, path: readonly string[]): Promise<JsonValue> {
  const structure = await resolved(recipe.schemas, described);
  const given = recipe.wanted.get(path.slice(1).join('.')) ?? likelyValue(recipe.values, path);
  if (given !== null && given !== undefined) return given;
  if (structure.items !== undefined) return [await derive(recipe, structure.items, path)];
  if (structure.type === 'object')
    return isReference(structure) ? reference(recipe, structure, path) : object(recipe, structure, path);
  const name = path.at(-1) ?? '';
  if (structure.enum !== undefined) {
    const options = structure.enum.map(String).filter((option) => option !== '');
    const first = options.filter((option) => option === structure.default);
    return `\${${name}|${[...new Set([...first, ...options])].join(',')}|}`;
  }
  if (typeof structure.default === 'boolean') return structure.default;
  if (structure.default !== undefined) return `\${${name}${structure.type === 'string' ? ':' : '='}${String(structure.default)}}`;
  throw new Error(`snippets: no likely value for ${path.join('.')}`);
}

async function object(recipe: Recipe, structure: Structure, path: readonly string[]): Promise<JsonValue> {
  const below = path
    .slice(1)
    .map((name) => `${name}.`)
    .join('');
  const wanted = [...recipe.wanted.keys()]
    .filter((each) => each.startsWith(below) && each !== below)
    .map((each) => each.slice(below.length).split('.')[0] ?? '');
  const unknown = wanted.filter((name) => structure.properties?.[name] === undefined);
  if (unknown.length > 0) throw new Error(`snippets: ${path.join('.')} has no ${unknown.join(', ')}`);
  const required = (structure.required ?? []).filter((name) => !wanted.includes(name));
  const names = [...new Set([...required, ...wanted])];
  const entries: [string, JsonValue][] = [];
  for (const name of names) entries.push([name, await derive(recipe, structure.properties?.[name] ?? {}, [...path, name])]);
  return Object.fromEntries(entries);
}

/** A reference to a Secret, a ServiceAccount or a certificate authority. */
function isReference({ properties = {} }: Structure): boolean {
  const names = Object.keys(properties);
  const parts = ['name', 'namespace', 'key', 'audiences', 'type'];
  return names.includes('name') && names.length > 1 && names.every((name) => parts.includes(name));
}

function reference({ login, values, wanted }: Recipe, { properties = {} }: Structure, path: readonly string[]): JsonValue {
  const isAccount = properties['key'] === undefined;
  const likely = (name: string) => wanted.get([...path.slice(1), name].join('.')) ?? likelyValue(values, [...path, name]);
  return {
    ...(properties['type'] === undefined ? {} : { type: likely('type') ?? 'Secret' }),
    name: likely('name') ?? (isAccount ? `\${serviceAccount:external-secrets}` : `\${login:${login}}`),
    ...(properties['namespace'] === undefined ? {} : { namespace: namespaceSlot }),
    ...(isAccount ? {} : { key: likely('key') ?? `\${${keyName(path)}Key:${kebab(keyName(path))}}` }),
  };
}

/** After what a key of the login's Secret is named: `clientId` of `clientId.secretRef`, `accessKeyID` of `accessKeyIDSecretRef`. */
function keyName(path: readonly string[]): string {
  const last = path.at(-1) ?? '';
  const name = /Ref$/i.test(last) ? last.replace(/(?:Secret)?Ref$/i, '') : last.replace(/(?<=password|username)Secret$/, '');
  if (name !== '' && !/^(?:auth|secret|credentials?)$/i.test(name)) return name.charAt(0).toLowerCase() + name.slice(1);
  const parent = path.at(-2) ?? '';
  return /^(?:auth|appRole|ldap|userPass|cert|secretRef)/i.test(parent) || path.length < 3 ? usual(parent) : parent;
}

function usual(parent: string): string {
  const keys: Readonly<Record<string, string>> = {
    appRole: 'secretId',
    ldap: 'password',
    userPass: 'password',
    cert: 'privateKey',
  };
  return keys[parent] ?? 'credentials';
}

function likelyValue(values: Recipe['values'], path: readonly string[]): JsonValue | undefined {
  for (let i = 0; i < path.length; i++) {
    const end = path.slice(i).join('.');
    if (Object.hasOwn(values, end)) return values[end];
  }
  return undefined;
}

async function resolved(schemas: SchemaSource, structure: Structure): Promise<Structure> {
  return structure.$ref === undefined ? structure : ((await schemas.structure(fileOfRef(structure.$ref))) ?? structure);
}
