import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { rules } from '../../../server/src/rules/index.ts';
import type { KindEntry, SchemaIndex, Structure } from '../../../server/src/schema/structure.ts';
import { sharedFolder } from '../../support/shared.ts';
import { derive, type Resolve } from './derive.ts';
import { createRandom } from './random.ts';
import { type Tree, treeOf } from './tree.ts';

/** A manifest to begin with. */
export interface Seed {
  /** Where it is from, for the report. */
  readonly from: string;
  /** Whether it is made from a structure; others are written by people, and mostly admitted. */
  readonly isDerived: boolean;
  readonly tree: Tree;
}

const schemas = join(import.meta.dirname, '../../../schemas');
const files = new Map<string, Structure>();

/** The structure of a file below `schemas/`. */
export const resolveStructure: Resolve = (file) => {
  const known = files.get(file) ?? (JSON.parse(readFileSync(join(schemas, file), 'utf8')) as Structure);
  files.set(file, known);
  return known;
};

/** What the newest described ESO serves. */
export function servedKinds(version: string): readonly KindEntry[] {
  const index = JSON.parse(readFileSync(join(schemas, `versions/${version}.json`), 'utf8')) as SchemaIndex;
  return index.kinds.filter(({ served, kind }) => served && kind !== 'GeneratorState');
}

/** All manifests to begin with, always in the same order: of the rules, of the list of mistakes, and made from the structures. */
export function allSeeds(version: string): readonly Seed[] {
  return [...ruleSeeds(), ...mistakeSeeds(), ...structureSeeds(version)];
}

function ruleSeeds(): readonly Seed[] {
  return rules
    .filter(({ meta }) => meta.needs === 'document' && meta.id !== 'yaml-syntax')
    .flatMap(({ meta }) => [...read(`${meta.id} bad`, meta.bad), ...read(`${meta.id} good`, meta.good)]);
}

/** The fixtures of section J, where the file lies beside the project. */
function mistakeSeeds(): readonly Seed[] {
  const file = join(sharedFolder, 'eso/mistakes.md');
  if (!existsSync(file)) return [];
  const section = readFileSync(file, 'utf8').split(/^## J\. /m)[1] ?? '';
  return [...section.matchAll(/```yaml\n(.*?)```/gs)].flatMap(([, text = '']) => read('mistakes J', text));
}

function read(from: string, text: string): readonly Seed[] {
  return parseAllDocuments(text, { uniqueKeys: false, version: '1.1' }).flatMap((document) => {
    const value = document.errors.length > 0 ? undefined : (document.toJS() as { readonly apiVersion?: unknown } | null);
    return String(value?.apiVersion ?? '').includes('external-secrets.io/')
      ? [{ from, isDerived: false, tree: treeOf(value) }]
      : [];
  });
}

/** The field that holds one of many, each of which is worth manifests of its own. */
const HOLDERS: Readonly<Record<string, string>> = {
  SecretStore: 'provider',
  ClusterSecretStore: 'provider',
  ClusterGenerator: 'generator',
};

/** Each kind and provider with what it must have, with some, and with all. */
function structureSeeds(version: string): readonly Seed[] {
  const random = createRandom(1);
  return servedKinds(version).flatMap((entry) => {
    const whole = resolveStructure(entry.schema);
    const spec = whole.properties?.['spec'];
    const form = spec?.$ref === undefined ? undefined : resolveStructure(spec.$ref.replace('../', ''));
    if (form === undefined) return [];
    const holder = HOLDERS[entry.kind] ?? '';
    const options = Object.keys(form.properties?.[holder]?.properties ?? { '': {} });
    return options.flatMap((option) =>
      [0, 0.1, 0.2, 0.3, 0.5, 1].map((density) => ({
        from: `${entry.kind} ${option} ${density}`,
        isDerived: true,
        tree: treeOf(manifestOf(entry, withOnly(form, holder, option), density, random)),
      })),
    );
  });
}

function manifestOf(entry: KindEntry, form: Structure, density: number, random: ReturnType<typeof createRandom>): unknown {
  const namespace = entry.scope === 'Namespaced' ? { namespace: 'team-a' } : {};
  const spec = derive(form, 'spec', resolveStructure, random, density);
  return { apiVersion: entry.apiVersion, kind: entry.kind, metadata: { name: 'derived', ...namespace }, spec };
}

/** The form of a spec that has no other provider or generator than the one named. */
function withOnly(form: Structure, holder: string, name: string): Structure {
  const child = form.properties?.[holder];
  const only = child?.properties?.[name];
  if (child === undefined || only === undefined) return form;
  return { ...form, properties: { ...form.properties, [holder]: { ...child, properties: { [name]: only } } } };
}
