import type { MachineCommand } from './command.ts';

/** *Show Access Log*: every remote call, without values. */
export const showAccessLog: MachineCommand = ({ accessLog }) => accessLog.show();
