import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, type RolldownOutput, rolldown, watch } from 'rolldown';
import { type BundlerRun, browserRuns } from './browserBuild.ts';
import { asciiOnly, cryptoOnDemand } from './leanStart.ts';
import { projectRoot } from './setup/cache.ts';

/** How the product is built. */
export interface BuildOptions {
  /** Leaves out white space and long names: what is packaged. */
  readonly minify?: boolean;
  /** Entry points by the name of their output; the default is the product's own. */
  readonly entries?: Readonly<Record<string, string>>;
  /** Where to, absolute; the default is `dist/`. */
  readonly folder?: string;
}

/** One file of the output: its name in the folder, its size, and the entry points that read it as they start. */
export interface BuiltFile {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly startOf: readonly string[];
  /** The folders of the packages of others of which something is in it, relative to the project: `node_modules/yaml`. */
  readonly packages: readonly string[];
}

const productEntries: Readonly<Record<string, string>> = {
  'client/extension': 'client/src/node.ts',
  'server/main': 'server/src/node/main.ts',
  'server/lint': 'server/src/node/lintMain.ts',
  'server/compiledCode': 'server/src/node/compiledCode.ts',
};

/** What must be read on first use only: parsing an SDK costs more than the whole of the server's start. */
const lazyPackages =
  /node_modules\/(@azure|@typespec|google-auth-library|gaxios|gcp-metadata|node-fetch|@aws-sdk|@smithy|@aws-crypto|@marcbachmann\/cel-js|@kubernetes|undici|openid-client|oauth4webapi|socks|hpagent|js-yaml|jsonpath-plus|re2js|ajv\/dist\/(ajv|core|compile))\b/;

/**
 * Bundles client, server and linter in one run into CommonJS for Node 20, the SDKs as chunks of their own, compiles the validators, and
 * bundles with these what runs in browsers. Throws where a package that has to stay lazy would be read at start-up, and where a rule is not registered, documented,
 * shown by examples or tested.
 */
export async function build(options: BuildOptions = {}): Promise<readonly BuiltFile[]> {
  if (!options.entries) await (await import('./checkRules.ts')).checkRules();
  const folder = options.folder ?? join(projectRoot, 'dist');
  const outputs = [await write(nodeRun(options, folder))];
  assertLazy(outputs);
  if (!options.entries) {
    await writeValidators(folder);
    for (const run of browserRuns(folder, options.minify ?? false)) outputs.push(await write(run));
  }
  removeOldFiles(folder, outputs, options.minify ?? false);
  return outputs.flatMap(describe);
}

async function write({ input, output }: BundlerRun): Promise<RolldownOutput> {
  const bundle = await rolldown(input);
  const written = await bundle.write(output);
  await bundle.close();
  return written;
}

/** Bundles again whenever a source changes, for as long as the process lives. */
function buildContinuously(options: BuildOptions): void {
  const folder = options.folder ?? join(projectRoot, 'dist');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit());
  const runs = [nodeRun(options, folder), ...browserRuns(folder, options.minify ?? false)];
  const watcher = watch(runs.map(({ input, output }) => ({ ...input, output })));
  // The wording of these three lines is what the problem matcher in .vscode/tasks.json waits for.
  watcher.on('event', async (event) => {
    if (event.code === 'START') console.log('build started');
    if (event.code === 'END') console.log('build finished');
    if (event.code === 'ERROR') console.log(`build error: ${event.error.message}`);
    if ('result' in event) await event.result?.close();
  });
}

function nodeRun(options: BuildOptions, folder: string): BundlerRun {
  return {
    input: {
      cwd: projectRoot,
      input: { ...(options.entries ?? productEntries) },
      platform: 'node',
      // Found in the editor, or optional parts of dependencies that are asked for inside try and catch.
      external: ['vscode', 'supports-color', 'bufferutil', 'utf-8-validate', 'aws-crt', '@aws-sdk/signature-v4-crt'],
      plugins: options.minify ? [cryptoOnDemand, asciiOnly] : [cryptoOnDemand],
      transform: { target: 'node20' },
      logLevel: 'warn',
    },
    output: {
      dir: folder,
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'chunks/[name]-[hash].cjs',
      minify: options.minify ?? false,
      sourcemap: !options.minify,
    },
  };
}

const day = 24 * 60 * 60 * 1000;

/**
 * What earlier builds left. A package gets no old file; while developing the files of today stay, because a server that started
 * before this build has yet to read its lazy chunks.
 */
function removeOldFiles(folder: string, outputs: readonly RolldownOutput[], all: boolean): void {
  const current = new Set(outputs.flatMap(({ output }) => output.map((file) => file.fileName)));
  for (const part of ['client', 'server', 'chunks', 'browser']) {
    if (!existsSync(join(folder, part))) continue;
    for (const name of readdirSync(join(folder, part))) {
      const path = join(folder, part, name);
      const old = all || Date.now() - statSync(path).mtimeMs > day;
      if (old && !current.has(`${part}/${name}`)) rmSync(path);
    }
  }
}

/** Compiled beside the old ones and then put into their place, so that a running server is not without them meanwhile. */
async function writeValidators(folder: string): Promise<void> {
  const { compileValidators } = await import('./schemas/compileValidators.ts');
  const fresh = join(folder, `schemas-${process.pid}`);
  const schemas = join(folder, 'schemas');
  await compileValidators(fresh);
  rmSync(schemas, { recursive: true, force: true });
  renameSync(fresh, schemas);
}

function chunksOf(output: RolldownOutput): readonly OutputChunk[] {
  return output.output.filter((file) => file.type === 'chunk');
}

/** The chunks that an entry point reads before it does anything: itself and what it imports statically, however deep. */
function startUpChunks(entry: OutputChunk, all: ReadonlyMap<string, OutputChunk>): ReadonlySet<OutputChunk> {
  const seen = new Set<OutputChunk>([entry]);
  for (const chunk of seen) {
    for (const name of chunk.imports) {
      const imported = all.get(name);
      if (imported) seen.add(imported);
    }
  }
  return seen;
}

function assertLazy(outputs: readonly RolldownOutput[]): void {
  const chunks = outputs.flatMap(chunksOf);
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  for (const entry of chunks.filter((chunk) => chunk.isEntry)) {
    for (const chunk of startUpChunks(entry, byName)) {
      const early = chunk.moduleIds.find((id) => lazyPackages.test(id.replaceAll('\\', '/')));
      if (early)
        throw new Error(
          `${entry.fileName} reads ${relative(projectRoot, early)} at start-up (in ${chunk.fileName}): import it dynamically`,
        );
    }
  }
}

function describe(output: RolldownOutput): readonly BuiltFile[] {
  const chunks = chunksOf(output);
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const starts = chunks
    .filter((chunk) => chunk.isEntry)
    .map((entry) => ({ name: entry.name, chunks: startUpChunks(entry, byName) }));
  return chunks.map((chunk) => ({
    name: chunk.fileName,
    bytes: Buffer.byteLength(chunk.code),
    gzipBytes: gzipSync(chunk.code).length,
    startOf: starts.filter((start) => start.chunks.has(chunk)).map((start) => start.name),
    packages: [...new Set(chunk.moduleIds.flatMap(packageOf))].sort(),
  }));
}

/** The folder of the package that a module belongs to; none for our own, and for what the bundler adds. */
function packageOf(module: string): readonly string[] {
  const path = relative(projectRoot, module.replace(/^\0/, '').replace(/\?.*$/, '')).replaceAll('\\', '/');
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.slice(0, 1) ?? [];
}

function report(files: readonly BuiltFile[]): void {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
  for (const file of [...files].sort((a, b) => b.bytes - a.bytes)) {
    const when = file.startOf.length > 0 ? `start of ${file.startOf.join(', ')}` : 'on first use';
    console.log(`${kilobytes(file.bytes)}  ${kilobytes(file.gzipBytes)} gzip  ${file.name}  (${when})`);
  }
  for (const entry of new Set(files.flatMap((file) => file.startOf))) {
    const total = files.filter((file) => file.startOf.includes(entry)).reduce((sum, file) => sum + file.bytes, 0);
    console.log(`${kilobytes(total)}  read at the start of ${entry}`);
  }
}

async function buildOnce(options: BuildOptions, quiet: boolean): Promise<void> {
  const started = performance.now();
  try {
    const files = await build(options);
    if (!quiet) report(files);
    console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { minify: { type: 'boolean' }, watch: { type: 'boolean' }, quiet: { type: 'boolean' } },
  });
  const options = { minify: values.minify ?? false };
  if (values.watch) {
    const folder = join(projectRoot, 'dist');
    if (!existsSync(join(folder, 'schemas'))) await writeValidators(folder);
    buildContinuously(options);
  } else {
    await buildOnce(options, values.quiet ?? false);
  }
}
