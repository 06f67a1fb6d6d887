import { lint } from '../cli/lint.ts';
import { createNodeSchemaSource } from './nodeSchemaSource.ts';
import { packageVersion } from './packageVersion.ts';

/** The linter's program; exit codes as `lint` gives them. */
async function main(): Promise<void> {
  process.exitCode = await lint(process.argv.slice(2), {
    schemas: createNodeSchemaSource(),
    version: packageVersion,
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
}

void main();
