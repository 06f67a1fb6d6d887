// npm run l10n: collects the texts that client and server show into l10n/bundle.l10n.json, and names those without a translation.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { projectRoot } from './setup/cache.ts';

/** The languages that there are beside English. */
export const languages = ['de'] as const;

/** The texts of the sources, English to English, sorted. Throws where a text is put together so that it cannot be collected. */
export async function collectTexts(): Promise<Readonly<Record<string, string>>> {
  const files = globSync('{client,server}/src/**/*.ts', { cwd: projectRoot }).sort();
  const texts = files
    .map((path) => readFileSync(join(projectRoot, path), 'utf8'))
    .filter((text) => /\b(?:l10n\.t|phrase|told)\(/.test(text));
  const found = await getL10nJson(texts.map((contents) => ({ contents: asLibraryUse(contents), extension: '.ts' })));
  const keys = [...new Set([...Object.keys(found), ...catalogueTexts()])].sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, key]));
}

/** What the catalogue of snippets says of its entries. */
function catalogueTexts(): readonly string[] {
  const { manifests, stores }: SnippetTexts = JSON.parse(readFileSync(join(projectRoot, 'snippets/snippets.json'), 'utf8'));
  return [...manifests.map(({ about }) => about), ...stores.flatMap(({ title, when }) => [title, when])];
}

interface SnippetTexts {
  readonly manifests: readonly { readonly about: string }[];
  readonly stores: readonly { readonly title: string; readonly when: string }[];
}

/**
 * The server is handed its `l10n` where it is used, and has phrases told later; the collector knows only an `l10n` that is imported, and
 * its `t`.
 */
function asLibraryUse(contents: string): string {
  const told = contents.replace(/(?<!\bfunction )\b(?:phrase|told)\(|(?:\b\w+\.)+l10n\.t\(/g, 'l10n.t(');
  return /\bl10n\b.* from 'vscode';/.test(contents) ? told : `import * as l10n from '@vscode/l10n';\n${told}`;
}

/** A bundle as it lies in the project, `''` for the English one; empty where there is none yet. Throws where it is no JSON. */
export function readBundle(language: string): Readonly<Record<string, string>> {
  const path = join(projectRoot, bundlePath(language));
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function bundlePath(language: string): string {
  return `l10n/bundle.l10n${language === '' ? '' : `.${language}`}.json`;
}

function writeBundle(language: string, texts: Readonly<Record<string, string>>): void {
  writeFileSync(join(projectRoot, bundlePath(language)), `${JSON.stringify(texts, null, 2)}\n`);
}

if (import.meta.main) {
  const texts = await collectTexts();
  writeBundle('', texts);
  for (const language of languages) {
    const known = readBundle(language);
    const kept = Object.keys(texts).flatMap((text) => (known[text] === undefined ? [] : [[text, known[text]] as const]));
    writeBundle(language, Object.fromEntries(kept));
    const missing = Object.keys(texts).filter((text) => known[text] === undefined);
    if (missing.length > 0)
      console.log(`${bundlePath(language)} lacks:\n${missing.map((text) => JSON.stringify(text)).join('\n')}`);
  }
}
