import { Disposable, env, type Terminal, window } from 'vscode';
import type { TerminalShell } from '../../server/src/protocol.ts';
import { shellOfTerminals } from './terminalShell.ts';

/** What is told, and done, beside typing. */
export interface TypingOptions {
  /** Stands above the prompt. Plain text, line by line. */
  readonly message?: string;
  /** The command line, or one for the same program, has ended; where the shell does not tell, the terminal has been closed. */
  readonly ended?: () => void;
}

/** Opens a terminal and types a command line into it without running it. The caller has asked `canBeTyped`. */
export async function typeInTerminal(commandLine: string, { message, ended }: TypingOptions = {}): Promise<void> {
  const terminal = window.createTerminal({
    name: 'External Secrets',
    // What is typed while a command runs may be a secret: a terminal that outlives the window would be written to the disk.
    isTransient: true,
    ...(message === undefined ? {} : { message: message.replaceAll('\n', '\r\n') }),
  });
  if (ended !== undefined) follow(terminal, commandLine, ended);
  terminal.show();
  await promptOf(terminal);
  terminal.sendText(commandLine, false);
}

/** The shell that `typeInTerminal` types into. */
export const terminalShell = (): TerminalShell => shellOfTerminals(env.shell, process.platform);

function follow(terminal: Terminal, commandLine: string, ended: () => void): void {
  const program = (line: string) => line.trim().split(/\s/, 1)[0];
  const listeners = Disposable.from(
    window.onDidEndTerminalShellExecution(({ terminal: where, execution }) => {
      if (where === terminal && program(execution.commandLine.value) === program(commandLine)) ended();
    }),
    window.onDidCloseTerminal((closed) => {
      if (closed !== terminal) return;
      listeners.dispose();
      ended();
    }),
  );
}

/**
 * Waits until the shell has printed its prompt, so that the text stands behind it: a moment after it announces itself, and at most
 * 3 seconds, for not every shell does. Text that comes too early is not lost, only shown twice.
 */
function promptOf(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    let timer = setTimeout(done, 3000);
    const listener = window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal !== terminal) return;
      clearTimeout(timer);
      timer = setTimeout(done, 500);
    });
  });
}
