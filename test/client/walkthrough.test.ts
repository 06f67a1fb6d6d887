// The walkthrough, held against what the client does.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { contributes } = JSON.parse(read('package.json'));

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

const [walkthrough, ...others]: readonly { readonly id: string; readonly steps: readonly Step[] }[] = contributes.walkthroughs;
const steps = walkthrough?.steps ?? [];
const texts: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
const textOf = (key: string) => texts[key.replaceAll('%', '')] ?? '';

describe('the walkthrough', () => {
  it('has the eight steps of the tutorial, and is the one that Get Started opens', () => {
    assert.deepEqual(others, []);
    assert.ok(read('client/src/commands/gettingStarted.ts').includes(`#${walkthrough?.id}\``));
    assert.deepEqual(
      steps.map(({ id }) => id),
      ['vault', 'operator', 'policy', 'store', 'externalSecret', 'apply', 'rotation', 'azure'],
    );
  });

  it('can be done from its buttons: each step has one, for a command that there is', () => {
    const known = new Set(contributes.commands.map(({ command }: { command: string }) => command));
    for (const { description, id } of steps) {
      const links = [...textOf(description).matchAll(/^\[[^\]]+\]\(command:([\w.]+)(?:\?(\S+))?\)$/gm)];
      assert.ok(links.length > 0, id);
      for (const [link, command, argument] of links) {
        assert.ok(known.has(command), link);
        if (argument !== undefined) assert.doesNotThrow(() => JSON.parse(decodeURIComponent(argument)), link);
      }
    }
  });

  it('ticks a step by what the client tells, and by nothing that it does not', () => {
    const sources = globSync('client/src/**/*.ts', { cwd: root }).map(read).join('\n');
    for (const { completionEvents, id } of steps) {
      for (const event of completionEvents) {
        const [, milestone] = /^onContext:externalSecrets\.walkthrough\.(\w+)$/.exec(event) ?? [];
        const isTold = sources.includes(`'${milestone}'`) && sources.includes('reached(');
        assert.ok(isTold, `${id}: ${event}`);
      }
    }
  });

  it('has pictures of its own that follow the theme, with words for who cannot see them', () => {
    for (const { media, id } of steps) {
      assert.ok(existsSync(join(root, media.svg)), media.svg);
      const svg = read(media.svg);
      assert.doesNotMatch(svg, /href|url\(|<image|<script|style=/, id);
      assert.doesNotMatch(svg, /(?:fill|stroke)="(?!var\(--vscode-|none)/, `${id}: a colour that is not the theme's`);
      assert.ok(textOf(media.altText).length > 20, id);
    }
  });

  it('opens examples that are in the package and are manifests', () => {
    const [, listed = ''] = /const examples[^{]*= \{([\s\S]*?)\};/.exec(read('client/src/commands/gettingStarted.ts')) ?? [];
    const names = [...listed.matchAll(/'([\w-]+\.yaml)'/g)].map(([, name = '']) => name);
    assert.equal(names.length, 3);
    assert.ok(read('.vscodeignore').includes('!examples/tutorial/as-written/*.yaml'));
    for (const name of names) {
      const { documents } = parseManifestFile(read(join('examples/tutorial/as-written', name)));
      assert.ok(
        documents.every(({ parsed }) => parsed.resources.length === 1 && parsed.problems.length === 0),
        name,
      );
    }
  });
});
