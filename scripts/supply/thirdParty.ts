import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../setup/cache.ts';

/** A package of others of which something is bundled. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As its package.json says, an SPDX expression. */
  readonly license: string;
  /** Its licence and notice files, as they are. */
  readonly texts: readonly string[];
}

/** Licences under which others may be bundled: they ask for their text, which goes along, and for nothing of our own sources. */
export const allowedLicenses: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
];

/** Packages that say their licence in package.json alone: the text then is that of a package of the same authors and the same words. */
const textElsewhere: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-http': '@aws-sdk/client-secrets-manager',
  '@aws-sdk/credential-provider-login': '@aws-sdk/client-secrets-manager',
  '@aws-sdk/nested-clients': '@aws-sdk/client-secrets-manager',
  'data-uri-to-buffer': 'agent-base',
  'proxy-agent-negotiate': 'agent-base',
};

/**
 * The packages behind bundled modules, by name and version.
 *
 * @param folders of packages, relative to the project, as `BuiltFile.packages` has them
 */
export function thirdParties(folders: Iterable<string>): readonly ThirdParty[] {
  const found = [...new Set(folders)].map(readPackage);
  const byId = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function readPackage(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(projectRoot, folder, 'package.json'), 'utf8'));
  const own = textsIn(join(projectRoot, folder));
  const elsewhere = textElsewhere[name];
  const texts = own.length > 0 || elsewhere === undefined ? own : textsIn(join(projectRoot, 'node_modules', elsewhere));
  return { name, version, license: String(license), texts };
}

function textsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)([-._].*)?$/i.test(file));
  return files.sort().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** The file that goes along with bundles: each package with its licence; packages of the same words stand together. */
export function notices(packages: readonly ThirdParty[]): string {
  const byText = new Map<string, ThirdParty[]>();
  for (const one of packages) {
    const text = one.texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const parts = [...byText].map(([text, ones]) => {
    const names = ones.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${names.join('\n')}\n\n${text}\n`;
  });
  const line = '-'.repeat(80);
  return `External Secrets for VS Code contains code of the packages below, under their licences.\n\n${line}\n${parts.join(`\n${line}\n`)}`;
}
