import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileOfRef, type SchemaIndex, type Structure } from '../../server/src/schema/structure.ts';
import { projectRoot } from '../setup/cache.ts';

type Schema = Record<string, unknown>;

/**
 * Writes the kinds of an ESO version as plain JSON Schemas in the layout of the CRD catalogue (`<group>/<kind>_<version>.json`), which
 * other servers read: references put in place, Kubernetes' own keywords left out, and our descriptions of the main kinds' fields, so that
 * there is something to show.
 */
export function writeCatalogue(version: string, folder: string): void {
  const { kinds } = read<SchemaIndex>(`versions/${version}.json`);
  for (const { apiVersion, kind, schema, served } of kinds) {
    if (!served) continue;
    const [group = '', name] = apiVersion.split('/');
    const file = join(folder, group, `${kind.toLowerCase()}_${name}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(plain(read<Structure>(schema), textsOf(kind), '')));
  }
}

function plain(structure: Structure, texts: ReadonlyMap<string, string>, path: string): Schema {
  if (structure.$ref !== undefined) return plain(read<Structure>(fileOfRef(structure.$ref)), texts, path);
  const { properties, items, additionalProperties, const: only, ...rest } = structure;
  const schema: Schema = Object.fromEntries(
    Object.entries(rest).filter(([keyword]) => !keyword.startsWith('x-kubernetes-') && !keyword.startsWith('exclusive')),
  );
  if (structure['x-kubernetes-int-or-string'] === true) schema['type'] = ['integer', 'string'];
  if (only !== undefined) schema['enum'] = [only];
  const text = texts.get(path);
  if (text !== undefined) schema['description'] = text;
  if (items !== undefined) schema['items'] = plain(items, texts, `${path}[]`);
  if (additionalProperties !== undefined)
    schema['additionalProperties'] =
      typeof additionalProperties === 'object' ? plain(additionalProperties, texts, `${path}.{*}`) : additionalProperties;
  if (properties !== undefined)
    schema['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, child]) => [name, plain(child, texts, path === '' ? name : `${path}.${name}`)]),
    );
  return schema;
}

/** Our descriptions of a kind's fields by their path, of the kinds that have a file of their own. */
function textsOf(kind: string): ReadonlyMap<string, string> {
  if (!['ExternalSecret', 'PushSecret', 'SecretStore'].includes(kind)) return new Map();
  const { fields } = read<{ fields: Record<string, string | { text: string }> }>(`docs/${kind}.json`);
  return new Map(Object.entries(fields).map(([path, told]) => [path, typeof told === 'string' ? told : told.text]));
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(projectRoot, 'schemas', file), 'utf8'));
}
