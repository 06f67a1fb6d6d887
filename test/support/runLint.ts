import { type LintEnvironment, lint } from '../../server/src/cli/lint.ts';
import { readCrdFiles } from '../../server/src/node/crdFiles.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';

const schemas = createNodeSchemaSource();

/** What a run of the linter ended with, and all that it wrote. */
export interface LintRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the linter in this process, without a terminal; `input` is standard input. */
export async function runLint(
  argv: readonly string[],
  {
    input = '',
    ...given
  }: Partial<Pick<LintEnvironment, 'schemas' | 'folder' | 'variables' | 'terminal'>> & { readonly input?: string } = {},
): Promise<LintRun> {
  let [out, error] = ['', ''];
  const code = await lint(argv, {
    schemas,
    version: '1.2.3',
    crds: readCrdFiles,
    folder: process.cwd(),
    variables: {},
    terminal: { out: false, error: false },
    input: async () => input,
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    ...given,
  });
  return { code, out, error };
}
