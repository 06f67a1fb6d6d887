import type { Command } from './command.ts';

/** *Show Access Log*: every remote call, without values. */
export const showAccessLog: Command = ({ accessLog }) => accessLog.show();
