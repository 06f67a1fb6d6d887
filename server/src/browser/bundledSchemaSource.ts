import { files, validators } from 'bundled-schemas';
import { compiledCelRules, keep } from '../schema/compiled.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import type { SchemaIndex, Structure } from '../schema/structure.ts';
import type { JsonValue } from '../syntax/node.ts';

/** The schemas that are part of this very program: a worker may neither read files nor make code of texts. */
export function createBundledSchemaSource(): SchemaSource {
  const structure = keep(async (file) => parsed<Structure>(file));
  const { versions = [] } = parsed<{ readonly versions: readonly string[] }>('index.json') ?? {};
  return {
    versions,
    load: keep(async (version) => parsed<SchemaIndex>(`versions/${version}.json`)),
    structure,
    validator: keep(async (file) => {
      const validate = validators[file];
      return validate && ((value) => (validate(value) ? [] : (validate.errors ?? [])));
    }),
    // What the library says of rules that it cannot read does not happen with our own: a test compiles them all.
    celRules: keep(compiledCelRules(structure, () => {})),
    docs: keep(async (file) => parsed<JsonValue>(`docs/${file}`)),
  };
}

function parsed<T>(file: string): T | undefined {
  const text = files[file];
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
