import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { execute } from '../../../scripts/setup/execute.ts';

const demo = join(projectRoot, 'scripts', 'demo.ts');

it('npm run demo brings up VS Code with the extension active', async () => {
  const { code, output } = await execute(process.execPath, [demo, '--check']);
  assert.equal(code, 0, output);
  assert.match(output, /http:\/\/127\.0\.0\.1:\d+\//);
  assert.match(output, /The extension is active in the workbench\./);
});

it('Ctrl+C ends the demo and leaves nothing behind', async () => {
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const child = spawn(process.execPath, [demo], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      output += text;
      if (output.includes('Ctrl+C ends the demo.')) resolve();
    });
    child.once('exit', () => resolve());
  });
  const [address = ''] = /http:\/\/127\.0\.0\.1:\d+\/\?\S+/.exec(output) ?? [];
  const url = new URL(address);
  assert.equal((await fetch(url.origin)).ok, true);
  child.kill('SIGINT');
  assert.equal(await ended, 0);
  await assert.rejects(fetch(url.origin));
  assert.equal(existsSync(url.searchParams.get('folder') ?? ''), false);
});
