import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');

/** The numbers of the lines of code that the linter objects to, were each in a file of its own in that folder. */
function objections(cases: readonly (readonly [folder: string, code: string])[]): ReadonlySet<number> {
  const project = mkdtempSync(join(tmpdir(), 'layers-'));
  cpSync(join(root, 'biome.json'), join(project, 'biome.json'));
  for (const [i, [folder, code]] of cases.entries()) {
    mkdirSync(join(project, folder), { recursive: true });
    writeFileSync(join(project, folder, `case${i}.ts`), `${code}\n`);
  }
  const argv = ['lint', '--colors=off', '--max-diagnostics=none', '--only=style/noRestrictedImports', '.'];
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), argv, { cwd: project, encoding: 'utf8' });
  rmSync(project, { recursive: true });
  return new Set(
    [...(stdout + stderr).matchAll(/case(\d+)\.ts:\d+:\d+ lint\/style\/noRestrictedImports/g)].map(([, i]) => Number(i)),
  );
}

const forbidden = [
  ['server/src/syntax', "import type { Finding } from '../model/finding.ts';"],
  ['server/src/syntax', "export { readFileSync } from 'node:fs';"],
  ['server/src/model', "import { parseDocument } from 'yaml';"],
  ['server/src/schema', "import { rules } from '../rules/index.ts';"],
  ['server/src/providers', "import { toDiagnostic } from '../features/diagnostics.ts';"],
  ['server/src/rules', "import { hoverAt } from '../features/hover/index.ts';"],
  ['server/src/features', "import { guard } from '../lsp/guard.ts';"],
  ['server/src/features', "import * as vscode from 'vscode';"],
  ['server/src/lsp', "import { nodeClock } from '../node/nodeClock.ts';"],
  ['server/src/browser', "import { nodeClock } from '../node/nodeClock.ts';"],
  ['server/src/browser', "import { readFile } from 'node:fs/promises';"],
  ['server/src/cli', "import { createLanguageService } from '../lsp/server.ts';"],
  ['client/src', "import { rules } from '../../server/src/rules/index.ts';"],
  ['client/src/features', "import { createLanguageService } from '../../../server/src/languageService.ts';"],
] as const;

const allowed = [
  ['server/src/syntax', "import { parseDocument } from 'yaml';"],
  ['server/src/model', "import type { Path } from '../syntax/path.ts';"],
  ['server/src/rules', "import { validateResource } from '../schema/validate.ts';"],
  ['server/src/features', "import { Diagnostic } from 'vscode-languageserver-types';"],
  ['server/src/node', "import { startServer } from '../lsp/server.ts';"],
  ['server/src/browser', "import { startServer } from '../lsp/server.ts';"],
  ['client/src/features', "import { serverCommands } from '../../../server/src/protocol.ts';"],
] as const;

describe('layers', () => {
  const cases = [...forbidden, ...allowed];
  const objected = objections(cases);
  for (const [i, [folder, code]] of cases.entries()) {
    const may = i >= forbidden.length;
    it(`${folder} ${may ? 'may' : 'may not'} say ${code}`, () => assert.equal(objected.has(i), !may));
  }
});
