import { spawnSync } from 'node:child_process';

/** A template, and the fetched keys that it is rendered with. */
export interface Question {
  readonly template: string;
  readonly data?: Readonly<Record<string, string | Buffer>>;
}

/** What the operator's engine makes of a template: the text that it writes, or why it fails. */
export type Answer = { readonly output: string } | { readonly error: string };

/** What a function of the engine is called with, in types of Go. */
export interface Signature {
  readonly parameters: readonly string[];
  /** Whether the last parameter is a list of any number of arguments. */
  readonly variadic: boolean;
}

/** The operator's template engine, as `scripts/setup/templateEngine.ts` has built it. */
export interface TemplateEngine {
  /** Renders templates, each by itself. Bytes that are no UTF-8 come as the replacement character. */
  render(questions: readonly Question[]): readonly Answer[];
  /** Reads templates without rendering them: what is said against each; undefined where it is one. */
  read(templates: readonly string[]): readonly (string | undefined)[];
  /** The functions beyond those of Go's own templates. */
  functions(): ReadonlyMap<string, Signature>;
}

/** The engine in an executable. Each call is a process of its own. */
export function templateEngine(executable: string): TemplateEngine {
  return {
    render: (questions) =>
      askAll(
        executable,
        questions.map(({ template, data = {} }) => ({ template, data: encoded(data) })),
      ).map(({ output, error }) => (output === undefined ? { error: decoded(error) } : { output: decoded(output) })),
    read: (templates) =>
      askAll(
        executable,
        templates.map((template) => ({ template, read: true })),
      ).map(({ error }) => (error === undefined ? undefined : decoded(error))),
    functions() {
      const [answer] = askAll(executable, [{ list: true }]);
      return new Map(Object.entries(answer?.functions ?? {}));
    },
  };
}

/** A line that the program answers with; texts are in base64. */
interface Line {
  readonly output?: string;
  readonly error?: string;
  readonly functions?: Readonly<Record<string, Signature>>;
}

function askAll(executable: string, questions: readonly unknown[]): readonly Line[] {
  const input = questions.map((question) => JSON.stringify(question)).join('\n');
  const { status, stdout, stderr } = spawnSync(executable, { input, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000 });
  const answers = stdout.split('\n').filter((line) => line !== '');
  if (status === 0 && answers.length === questions.length) return answers.map((line) => JSON.parse(line) as Line);
  throw new Error(`the engine ended at ${JSON.stringify(questions[answers.length])}\n${stderr.slice(0, 2000)}`);
}

function encoded(data: Readonly<Record<string, string | Buffer>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
}

function decoded(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
