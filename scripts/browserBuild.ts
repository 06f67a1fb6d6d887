import type { InputOptions, OutputOptions, Plugin } from 'rolldown';
import { schemaModule } from './schemas/compileValidators.ts';
import { projectRoot } from './setup/cache.ts';

/** One run of the bundler. */
export interface BundlerRun {
  readonly input: InputOptions;
  readonly output: OutputOptions;
}

/** Entry points by the name of their output, and the form that who loads them expects. */
const entries = [
  ['browser/extension', 'client/src/browser.ts', 'cjs'],
  ['browser/server', 'server/src/browser/main.ts', 'iife'],
] as const;

/**
 * What runs in browsers, each in one file: a worker may be loaded from anywhere, and finds no chunks. Node's modules are not there, and a
 * bundle that asks for one fails.
 *
 * @param folder where to
 */
export function browserRuns(folder: string, minify: boolean): readonly BundlerRun[] {
  return entries.map(([name, path, format]) => ({
    input: {
      cwd: projectRoot,
      input: { [name]: path },
      platform: 'browser',
      external: ['vscode'],
      plugins: [schemasAsModule, withoutClusters, withoutNode],
      transform: { target: 'es2022' },
      logLevel: 'warn',
      // Writing the validators takes longer than bundling them.
      checks: { bundlerTimings: false },
    },
    output: {
      dir: folder,
      format,
      // VS Code adds this ending where it is not there.
      entryFileNames: '[name].js',
      codeSplitting: false,
      minify,
      sourcemap: !minify,
    },
  }));
}

/** The module `bundled-schemas`. Nothing in it is made of texts, and a browser reads a function only when it is first run. */
const schemasAsModule: Plugin = {
  name: 'bundled-schemas',
  resolveId: (name) => (name === 'bundled-schemas' ? '\0bundled-schemas' : undefined),
  load: (id) => (id === '\0bundled-schemas' ? schemaModule() : undefined),
};

/** What does the work of a cluster's command is loaded when one is first run, and none is in a browser. */
const withoutClusters: Plugin = {
  name: 'without-clusters',
  resolveId(name, importer = '', { kind }) {
    const isCluster = kind === 'dynamic-import' && /\/server\/src\/cluster/.test(importer.replaceAll('\\', '/'));
    return isCluster && name.startsWith('.') ? '\0absent' : undefined;
  },
  load: (id) => (id === '\0absent' ? 'export {};' : undefined),
};

const withoutNode: Plugin = {
  name: 'without-node',
  resolveId(name, importer) {
    if (name.startsWith('node:')) throw new Error(`${importer} asks for ${name}, which no browser has`);
  },
};
