// The texts that people see, in every language that there is: collected, complete, and with what they put in and name.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { collectTexts, languages, readBundle } from '../../scripts/l10n.ts';
import { projectRoot } from '../../scripts/setup/cache.ts';

type Texts = Readonly<Record<string, string>>;

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const nls = (language: string): Texts =>
  JSON.parse(readFileSync(join(projectRoot, `package.nls${language && `.${language}`}.json`), 'utf8'));

/** What a translation must have in common with its text, in any order: what is put in, code, commands of links, icons. */
function fixedParts(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}|``[^`]+``|`[^`]+`|\(command:[^)]+\)|\$\([\w~-]+\)|#[\w.]+#|^ | $/g)]
    .map(([part]) => part)
    .sort();
}

describe('the texts that people see', () => {
  it('are collected: npm run l10n has nothing to add', async () => {
    assert.deepEqual(readBundle(''), await collectTexts());
    assert.equal(manifest.l10n, './l10n');
  });

  it('can be collected: nothing is translated but by l10n.t', () => {
    for (const path of globSync('{client,server}/src/**/*.ts', { cwd: projectRoot }))
      assert.doesNotMatch(readFileSync(join(projectRoot, path), 'utf8'), /(?<!\bl10n)\.t\(/, path);
  });

  for (const language of languages) {
    const pairs: readonly (readonly [name: string, english: Texts, translated: Texts])[] = [
      ['the bundle', readBundle(''), readBundle(language)],
      ['package.nls', nls(''), nls(language)],
    ];
    for (const [name, english, translated] of pairs) {
      it(`are all there in ${language}, and none is left over: ${name}`, () => {
        assert.deepEqual(Object.keys(translated).sort(), Object.keys(english).sort());
        for (const [key, text] of Object.entries(translated)) assert.ok(text.trim() !== '', key);
      });

      it(`say the same in ${language}: what they put in, code, commands, icons, the dots of a question: ${name}`, () => {
        for (const [key, text] of Object.entries(english)) {
          const said = translated[key] ?? '';
          assert.deepEqual(fixedParts(said), fixedParts(text), key);
          assert.equal(/…$/.test(said), /…$/.test(text), `${key}: dots at the end`);
          assert.equal(said.split('\n').length, text.split('\n').length, `${key}: lines`);
        }
      });
    }

    it(`give no two commands the same name in ${language}`, () => {
      const titles = Object.entries(nls(language)).filter(([key]) => key.startsWith('command.'));
      const english = new Set(Object.entries(nls('')).flatMap(([key, text]) => (key.startsWith('command.') ? [text] : [])));
      assert.equal(new Set(titles.map(([, title]) => title)).size, english.size);
    });
  }
});
