/**
 * Writes `schemas/` from the CRDs of ESO versions: `npm run schemas -- 2.9.0=<path or URL of a CRD bundle> …`.
 * Versions that are there already stay; naming one again replaces it. What no version needs any more is deleted.
 * The CRD bundle of a release is `deploy/crds/bundle.yaml` of its tag in the external-secrets repository.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { type NameFile, structuresOfCrds } from '../../server/src/schema/crdStructure.ts';
import { compareVersions } from '../../server/src/schema/operatorVersion.ts';
import type { SchemaIndex } from '../../server/src/schema/structure.ts';
import type { JsonValue } from '../../server/src/syntax/node.ts';
import { stableJson } from './stableJson.ts';

const GENERATED_FOLDERS = ['common', 'kinds', 'providers', 'specs'];

/** One ESO version and where its CRDs are: a path or an https URL. */
export interface Bundle {
  readonly version: string;
  readonly from: string;
}

/** Generates the given versions into a folder laid out as `schemas/`. Throws where a bundle cannot be read or has no CRDs. */
export async function generate(bundles: readonly Bundle[], folder: string): Promise<void> {
  for (const bundle of bundles) await generateVersion(bundle, folder);
  const versions = (await namesIn(join(folder, 'versions'))).map((name) => name.replace(/\.json$/, '')).sort(compareVersions);
  await write(join(folder, 'index.json'), { versions });
  await removeUnused(folder, versions);
}

async function generateVersion({ version, from }: Bundle, folder: string): Promise<void> {
  const text = /^https:\/\//.test(from) ? await download(from) : await readFile(from, 'utf8');
  const documents = parseAllDocuments(text).map((document) => document.toJS() as JsonValue);
  const { kinds, files } = structuresOfCrds(documents, contentName);
  if (kinds.length === 0) throw new Error(`No CustomResourceDefinition in the bundle of ${version}.`);
  for (const [file, structure] of files) await write(join(folder, file), structure);
  await write(join(folder, 'versions', `${version}.json`), { version, kinds } satisfies SchemaIndex);
}

/** A name that equal structures share in all versions: `providers/aws.1a2b3c4d.json`. */
const contentName: NameFile = (category, name, structure) =>
  `${category}/${name}.${createHash('sha256').update(stableJson(structure)).digest('hex').slice(0, 8)}.json`;

async function removeUnused(folder: string, versions: readonly string[]): Promise<void> {
  const used = new Set<string>();
  const follow = async (file: string): Promise<void> => {
    if (used.has(file)) return;
    used.add(file);
    const text = await readFile(join(folder, file), 'utf8');
    for (const match of text.matchAll(/"\$ref": "\.\.\/([^"]+)"/g)) await follow(match[1] ?? '');
  };
  for (const version of versions) {
    const index = JSON.parse(await readFile(join(folder, 'versions', `${version}.json`), 'utf8')) as SchemaIndex;
    for (const kind of index.kinds) await follow(kind.schema);
  }
  for (const category of GENERATED_FOLDERS) {
    for (const name of await namesIn(join(folder, category))) {
      if (!used.has(`${category}/${name}`)) await rm(join(folder, category, name));
    }
  }
}

async function write(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, stableJson(value));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.text();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bundles = process.argv.slice(2).map((argument): Bundle => {
    const [, version, from] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
    if (version === undefined || from === undefined) throw new Error(`Expected <version>=<path or URL>, got ${argument}`);
    return { version, from };
  });
  await generate(bundles, fileURLToPath(new URL('../../schemas/', import.meta.url)));
}
