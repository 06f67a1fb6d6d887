import { execFile } from 'node:child_process';

/** What a command line that ran in a terminal has left behind. */
export interface Typed {
  readonly code: number | null;
  /** All that the terminal showed, what was typed among it. */
  readonly screen: string;
}

/** Runs its first argument as a shell's command line in a terminal of its own, and types the second while that runs. */
const program = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp('bash', ['bash', '--norc', '-c', sys.argv[1]])
os.write(terminal, sys.argv[2].encode())
screen = b''
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    screen += piece
sys.stdout.buffer.write(screen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/**
 * Runs a command line in a real shell in a real terminal, typing on while it runs. `\n` is Enter, `\x04` Ctrl+D.
 *
 * @param python a Python of 3.9 or later
 */
export function typeIntoShell(
  python: string,
  line: string,
  typed: string,
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<Typed> {
  return new Promise((resolve) => {
    execFile(python, ['-c', program, line, typed], { ...options, timeout: 60_000 }, (error, screen) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : null, screen });
    });
  });
}
