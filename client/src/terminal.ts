import { type Terminal, window } from 'vscode';

/** Opens a terminal and types a command line into it without running it. The caller has asked `canBeTyped`. */
export async function typeInTerminal(commandLine: string): Promise<void> {
  const terminal = window.createTerminal({ name: 'External Secrets' });
  terminal.show();
  await promptOf(terminal);
  terminal.sendText(commandLine, false);
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
