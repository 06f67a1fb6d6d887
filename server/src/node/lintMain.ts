import { buffer } from 'node:stream/consumers';
import { lint } from '../cli/lint.ts';
import { describeBug } from '../describeBug.ts';
import { packageVersion } from '../packageVersion.ts';
import { readCrdFiles } from './crdFiles.ts';
import { createNodeSchemaSource } from './nodeSchemaSource.ts';

/** The linter's program; exit codes as `lint` gives them. */
async function main(): Promise<void> {
  // Who reads no further, as `head` does, wants no more; that is no failure.
  process.stdout.on('error', () => {});
  process.exitCode = await lint(process.argv.slice(2), {
    schemas: createNodeSchemaSource(),
    version: packageVersion,
    out: (written) => void process.stdout.write(written),
    error: (written) => void process.stderr.write(written),
    // As it is, a byte order mark included.
    input: async () => (await buffer(process.stdin)).toString('utf8'),
    crds: readCrdFiles,
    folder: process.cwd(),
    variables: process.env,
    terminal: { out: process.stdout.isTTY, error: process.stderr.isTTY },
  });
}

main().catch((bug: unknown) => {
  process.stderr.write(`bug: ${describeBug(bug)}\n`);
  // Not 1: nothing is known of the manifests.
  process.exitCode = 2;
});
