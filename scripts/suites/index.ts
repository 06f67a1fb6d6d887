import { whyNoCorpus } from '../../test/support/shared.ts';
import { setUpChromium } from '../setup/chromium.ts';
import { setUpCluster } from '../setup/cluster.ts';
import { setUpGoProgram } from '../setup/goProgram.ts';
import { setUpMoto } from '../setup/moto.ts';
import { setUpNeovim } from '../setup/neovim.ts';
import { setUpOldestNode } from '../setup/nodePackage.ts';
import { templateEngineProgram } from '../setup/templateEngine.ts';
import { setUpVSCode } from '../setup/vscode.ts';
import { setUpYamlServer } from '../setup/yamlServer.ts';
import { runMochaSuite } from './mochaSuite.ts';
import { runNodeTests } from './nodeTests.ts';
import { installed, runChecks } from './programs.ts';
import type { Suite } from './suite.ts';

const apart = [
  'test/vscode/**',
  'test/editors/**',
  'test/**/*.contract.test.ts',
  'test/canary/**',
  'test/corpus/**',
  'test/peers/**',
  'test/robustness/**',
];

const admission = 'test/peers/admission*.test.ts';

/**
 * The suites of `npm test`, in the order in which they are begun, after the foundations and before those that run alone: what takes
 * longest first, so that nothing long is left at the end.
 */
export const suites: readonly Suite[] = [
  {
    name: 'lint',
    isFoundation: true,
    run: (request) =>
      runChecks(
        [
          { name: 'biome', program: installed('biome'), args: ['ci', '--colors=off'] },
          {
            name: 'knip',
            program: installed('knip'),
            args: ['--include', 'files,dependencies,unlisted,exports', '--no-progress'],
          },
        ],
        request,
      ),
  },
  {
    name: 'types',
    isFoundation: true,
    run: (request) =>
      runChecks(
        [
          'tsconfig.json',
          'tsconfig.core.json',
          'tsconfig.browser.json',
          'client/tsconfig.json',
          'client/tsconfig.browser.json',
        ].map((project) => ({
          name: `types of ${project}`,
          program: installed('tsc'),
          args: ['-p', project],
        })),
        request,
      ),
  },
  {
    name: 'build',
    isFoundation: true,
    run: (request) => runChecks([{ name: 'build', program: process.execPath, args: ['scripts/build.ts', '--quiet'] }], request),
  },
  {
    name: 'workbench',
    runsAlone: true,
    prepare: async () => (await prepareMoto()) ?? (await prepareBrowserVSCode()),
    run: (request) => runNodeTests({ include: ['test/vscode/ui/*.test.ts'] }, request),
  },
  {
    name: 'cluster',
    prepare: async () =>
      (await prepareMoto()) ??
      (await reasonOf(setUpNeovim)) ??
      (process.env['ESO_TEST_KUBECONFIG'] ? undefined : await prepareCluster()),
    // One file at a time: each starts a control plane of its own, of some 700 MB.
    run: (request) => runNodeTests({ include: ['test/peers/*.test.ts'], exclude: [admission] }, request),
  },
  {
    name: 'unit',
    run: (request) => runNodeTests({ include: ['test/**/*.test.ts'], exclude: apart, concurrency: 2 }, request),
  },
  {
    name: 'contract',
    prepare: prepareMoto,
    run: (request) => runNodeTests({ include: ['test/**/*.contract.test.ts'], exclude: ['test/vscode/**'] }, request),
  },
  {
    name: 'admission',
    // The CRDs of the newest ESO are not part of the project.
    whyNotAvailable: whyNoCorpus,
    prepare: prepareCluster,
    run: (request) => runNodeTests({ include: [admission] }, request),
  },
  {
    name: 'walkthrough',
    runsAlone: true,
    prepare: async () => (await prepareMoto()) ?? (await prepareBrowserVSCode()) ?? (await prepareCluster()),
    run: (request) => runNodeTests({ include: ['test/vscode/cluster/*.test.ts'] }, request),
  },
  {
    name: 'canary',
    prepare: prepareBrowserVSCode,
    run: (request) => runNodeTests({ include: ['test/canary/**/*.test.ts'] }, request),
  },
  {
    name: 'robustness',
    run: (request) => runNodeTests({ include: ['test/robustness/**/*.test.ts'], concurrency: 2 }, request),
  },
  {
    name: 'templates',
    prepare: async () => {
      const engine = await setUpGoProgram(templateEngineProgram);
      return engine.ready ? undefined : engine.reason;
    },
    run: (request) => runNodeTests({ include: ['test/peers/templates/*.test.ts'], concurrency: 2 }, request),
  },
  {
    name: 'editors',
    prepare: prepareEditors,
    run: (request) => runNodeTests({ include: ['test/editors/*.test.ts'] }, request),
  },
  {
    name: 'vscode',
    runsAlone: true,
    prepare: async () => (await prepareBrowserVSCode()) ?? (await reasonOf(setUpYamlServer)),
    run: runMochaSuite,
  },
  {
    name: 'corpus',
    whyNotAvailable: whyNoCorpus,
    run: (request) => runNodeTests({ include: ['test/corpus/**/*.test.ts'] }, request),
  },
];

async function prepareMoto(): Promise<string | undefined> {
  const moto = await setUpMoto();
  return moto.ready ? undefined : moto.reason;
}

async function prepareCluster(): Promise<string | undefined> {
  const cluster = await setUpCluster();
  return cluster.ready ? undefined : cluster.reason;
}

function prepareEditors(): Promise<string | undefined> {
  return reasonOf(async () => {
    await setUpOldestNode();
    await setUpNeovim();
  });
}

function prepareBrowserVSCode(): Promise<string | undefined> {
  return reasonOf(async () => {
    await setUpChromium();
    await setUpVSCode();
  });
}

/** Why a set-up has failed; undefined where it has not. */
async function reasonOf(setUp: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await setUp();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
