import type { Command } from './command.ts';

/** *Show Output*: the log of the extension and of the server. */
export const showOutput: Command = ({ output }) => output.show();
