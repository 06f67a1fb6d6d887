import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, it, type TestContext } from 'node:test';

const own = join(import.meta.dirname, '../../server/src/node/compiledCode.ts');

describe('compiled code that is kept', () => {
  let folder = '';
  let program = '';
  let cache = '';

  beforeEach((t) => {
    folder = mkdtempSync(join(tmpdir(), 'compiled-code-'));
    (t as TestContext).after(() => rmSync(folder, { recursive: true, force: true }));
    program = join(folder, 'dist/server/main.cjs');
    cache = join(folder, 'cache');
    mkdirSync(join(folder, 'dist/server'), { recursive: true });
    mkdirSync(join(folder, 'dist/chunks'));
    writeFileSync(join(folder, 'dist/chunks/words.cjs'), 'exports.greet = (name) => `hello ${name}`;');
    write("const { greet } = require('../chunks/words.cjs'); console.log(greet('one'), __filename === module.filename);");
  });

  /** Writes the program, always at the same time: nobody sees from it that there is another. */
  function write(source: string): void {
    writeFileSync(program, source.replace('module.filename', JSON.stringify(program)));
    utimesSync(program, 1, 1);
  }

  function run(): string {
    const start = `(await import(${JSON.stringify(own)})).runCompiled(${JSON.stringify(program)}, ${JSON.stringify(cache)})`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', start], { encoding: 'utf8' });
    return stdout + stderr;
  }

  /** What is kept of the program. */
  function kept(): string {
    const [version = ''] = readdirSync(cache);
    return join(cache, version, 'server+main.cjs');
  }

  it('runs a program and what it requires, the second time as the first, and writes nothing that is there', () => {
    assert.equal(run(), 'hello one true\n');
    const { ino, mode } = statSync(kept());
    assert.equal(mode & 0o077, 0);
    assert.equal(run(), 'hello one true\n');
    assert.equal(statSync(kept()).ino, ino);
  });

  it('is not that of another program of the same length', () => {
    run();
    write(readFileSync(program, 'utf8').replace("'one'", "'two'"));
    assert.equal(run(), 'hello two true\n');
    assert.equal(run(), 'hello two true\n');
  });

  it('is used, but not where others could have written it', () => {
    run();
    const first = readFileSync(kept());
    write(readFileSync(program, 'utf8').replace("'one'", "'two'"));
    run();
    // The code of the first behind what the second is known by.
    const mark = 32;
    writeFileSync(kept(), Buffer.concat([readFileSync(kept()).subarray(0, mark), first.subarray(mark)]));
    assert.equal(run(), 'hello one true\n');
    chmodSync(kept(), 0o666);
    assert.equal(run(), 'hello two true\n');
  });

  it('is written anew where it is broken, and done without where nothing can be written', () => {
    run();
    for (const broken of ['', 'x'.repeat(5_000)]) {
      writeFileSync(kept(), broken);
      assert.equal(run(), 'hello one true\n');
    }
    const { size } = statSync(kept());
    writeFileSync(kept(), readFileSync(kept()).subarray(0, size - 100));
    assert.equal(run(), 'hello one true\n');
    rmSync(cache, { recursive: true });
    writeFileSync(cache, 'a file');
    assert.equal(run(), 'hello one true\n');
  });

  it('lets a program try again to read what could not be read', () => {
    const attempt = "try { require('../chunks/late.cjs'); console.log('read'); } catch { console.log('not read'); }";
    const appear = `require('node:fs').writeFileSync(require('node:path').join(__dirname, '../chunks/late.cjs'), '');`;
    write(`${attempt} ${attempt} ${appear} ${attempt}`);
    assert.equal(run(), 'not read\nnot read\nread\n');
  });

  it('has the functions of all that ran, once a process has read more than those before', () => {
    write("if (process.env.MORE) console.log(require('../chunks/words.cjs').greet('more'));");
    run();
    const before = statSync(kept());
    process.env['MORE'] = '1';
    try {
      assert.equal(run(), 'hello more\n');
    } finally {
      delete process.env['MORE'];
    }
    assert.notEqual(statSync(kept()).ino, before.ino);
  });
});
