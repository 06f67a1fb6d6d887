import type { Command } from './command.ts';

/** *Restart Server*: also ends a server that hangs, and forgets earlier crashes. */
export const restartServer: Command = ({ server }) => server.restart();
