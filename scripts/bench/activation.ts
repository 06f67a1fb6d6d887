import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSuite, standIn } from '../../test/vscode/runTest.ts';
import { projectRoot } from '../setup/cache.ts';
import { setUpChromium } from '../setup/chromium.ts';
import { setUpVSCode } from '../setup/vscode.ts';

/** What reading and activating the extension takes in a VS Code that has just started, so many times; milliseconds. */
export async function activationTimes(times: number): Promise<readonly number[]> {
  await setUpChromium();
  await setUpVSCode();
  const { publisher, name } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-bench-'));
  try {
    const suite = join(folder, 'suite.cjs');
    writeFileSync(suite, suiteOf(`${publisher}.${name}`));
    const took: number[] = [];
    for (let i = 0; i < times; i++) {
      const { output } = await runSuite({ executable: process.env['VSCODE_EXECUTABLE_PATH'] ?? standIn, suite });
      const [, said] = /activated in ([\d.]+) ms/.exec(output) ?? [];
      if (said === undefined) throw new Error(output.trim());
      took.push(Number(said));
    }
    return took;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function suiteOf(extension: string): string {
  return `exports.run = async () => {
  const found = require('vscode').extensions.getExtension(${JSON.stringify(extension)});
  if (found.isActive) throw new Error('it is active already');
  const began = performance.now();
  await found.activate();
  console.log(\`activated in \${performance.now() - began} ms\`);
};
`;
}
