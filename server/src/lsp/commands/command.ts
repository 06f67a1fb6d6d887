import type { Interaction } from '../../cluster/interaction.ts';

/** What a command of the server works with, beside what its module closes over. */
export interface CommandCall {
  /** Its first argument, as it came. */
  readonly argument: unknown;
  readonly interaction: Interaction;
}

/** A command of the server. What it returns goes to the caller, which may be any extension: never vault data. */
export interface ServerCommand {
  /** What its progress is about, in a few words. */
  readonly title: string;
  readonly run: (call: CommandCall) => Promise<unknown>;
}
