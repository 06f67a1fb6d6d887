import { spawn } from 'node:child_process';

/** How a program is run: where, with which additional environment, and whether its output is shown as it comes. */
export interface ExecuteOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly show?: boolean;
}

/** What a program left behind: its exit code (-1: it could not be started or was killed) and both its outputs as one text. */
export interface Executed {
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end; never throws. */
export function execute(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<Executed> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      ...(options.cwd ? { cwd: options.cwd } : {}),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (options.show) process.stdout.write(text);
      });
    }
    child.on('error', (error) => done({ code: -1, output: `${output}${error.message}` }));
    child.on('close', (code) => done({ code: code ?? -1, output }));
  });
}

/** Runs a program to its end. Throws, with the command and the end of its output, unless it exits with 0. */
export async function mustExecute(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<string> {
  const { code, output } = await execute(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output.trim().slice(-4000)}`);
  return output;
}

/** The last line of what a program has said, or of an error: where most tell why they failed. */
export function lastLine(said: unknown): string {
  const text = said instanceof Error ? said.message : String(said);
  return text.trim().split('\n').at(-1) ?? 'unknown reason';
}
