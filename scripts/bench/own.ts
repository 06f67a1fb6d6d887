import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuiltFile } from '../build.ts';
import { projectRoot } from '../setup/cache.ts';
import { execute, lastLine, mustExecute } from '../setup/execute.ts';
import { activationTimes } from './activation.ts';
import type { Contestant } from './contestants.ts';
import { externalSecret } from './manifests.ts';
import { median } from './samples.ts';
import { inWorkspace } from './scenario.ts';

/** A figure of the package that has no counterpart in the incumbent. */
export interface OwnFigure {
  readonly name: string;
  readonly value: string;
}

/** What is said meanwhile, for somebody who waits. */
type Progress = (text: string) => void;

/** All of them. What cannot be measured here says why. `quick`: of fewer files, and not in VS Code. */
export async function ownFigures(
  built: readonly BuiltFile[],
  ours: Contestant,
  quick: boolean,
  progress: Progress,
): Promise<readonly OwnFigure[]> {
  const figures: OwnFigure[] = [...bundleSizes(built)];
  const add = async (name: string, measure: () => Promise<string>) => {
    progress(`  ${name}`);
    const value = await measure().catch((error: unknown) => `not measured: ${lastLine(error)}`);
    figures.push({ name, value });
  };
  if (!quick) await add('activation in the extension host of VS Code', async () => range(await activationTimes(5)));
  const indexed = quick ? 500 : 5_000;
  await add(`folder of ${indexed.toLocaleString('en')} manifests opened → read and filed`, () =>
    indexBuild(ours, indexed, quick ? 1 : 3),
  );
  await add(`search among ${quick ? '50,000' : '500,000'} names of a vault`, () => catalogSearch(quick ? 50_000 : 500_000));
  const linted = quick ? 1_000 : 10_000;
  await add(`lint of ${linted.toLocaleString('en')} files`, () => lint(linted, quick ? 1 : 3));
  return figures;
}

function bundleSizes(built: readonly BuiltFile[]): readonly OwnFigure[] {
  const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(0)} kB`;
  const figure = (name: string, files: readonly BuiltFile[]) => {
    const [bytes, packed] = [sum(files.map((file) => file.bytes)), sum(files.map((file) => file.gzipBytes))];
    return { name, value: `${kilobytes(bytes)}, ${kilobytes(packed)} compressed` };
  };
  const entries = [...new Set(built.flatMap((file) => file.startOf))].sort();
  return [
    ...entries.map((entry) =>
      figure(
        `code read at the start of \`${entry}\``,
        built.filter((file) => file.startOf.includes(entry)),
      ),
    ),
    figure(
      'code read on first use',
      built.filter((file) => file.startOf.length === 0),
    ),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(0)} / ${median(values)?.toFixed(0)} / ${Math.max(...values).toFixed(0)} ms (least / median / most)`;
}

/** A store is said to be missing once all files have been read; that is waited for. */
async function indexBuild(ours: Contestant, files: number, times: number): Promise<string> {
  const texts = Object.fromEntries(Array.from({ length: files }, (_, i) => [`app-${i}.yaml`, externalSecret(`app-${i}`, false)]));
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    await inWorkspace(ours, texts, async (session, uriOf) => {
      const began = performance.now();
      const said = session.diagnosed(uriOf('new.yaml'), (all) => all.some(({ code }) => code === 'unknown-store'));
      session.open(uriOf('new.yaml'), externalSecret('new', false).replace('name: team-vault', 'name: no-vault'));
      took.push((await said) - began);
    });
  }
  return range(took);
}

async function catalogSearch(names: number): Promise<string> {
  const said = await mustExecute(process.execPath, ['--expose-gc', join(import.meta.dirname, 'catalogSearch.ts'), String(names)]);
  return said
    .split('\n')
    .flatMap((line) => /^ {2}((?:built|per key stroke|[\d.]+ MB).*)$/.exec(line)?.[1] ?? [])
    .join('; ');
}

/** The linter, and what reading with `yaml` and judging by precompiled Ajv alone takes: the least that such a linter can. */
async function lint(files: number, times: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-bench-'));
  try {
    for (let i = 0; i < files; i++) writeFileSync(join(folder, `app-${i}.yaml`), externalSecret(`app-${i}`, false));
    const seconds = async (args: readonly string[]) => {
      const took: number[] = [];
      for (let i = 0; i < times; i++) {
        const began = performance.now();
        const { code, output } = await execute(process.execPath, args);
        // The store is in none of the files, which the linter rightly minds.
        if (code > 1 || code < 0) throw new Error(output);
        took.push((performance.now() - began) / 1_000);
      }
      return median(took) ?? Number.NaN;
    };
    const ours = await seconds([join(projectRoot, 'server/bin/external-secrets-lint'), folder]);
    const floor = await seconds([join(import.meta.dirname, 'lintFloor.ts'), folder]);
    return `${ours.toFixed(1)} s; reading by \`yaml\` and judging by precompiled Ajv alone ${floor.toFixed(1)} s: ${(ours / floor).toFixed(1)}×`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
