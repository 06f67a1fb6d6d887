import type { Phrase } from '../../localisation.ts';
import type { Word } from '../../model/commandLine.ts';
import type { Destination, Identity, StoreConfig } from '../../providers/secretProvider.ts';

/** The shell that a command line is typed into. `git-bash`: a POSIX shell on Windows. `other`: only words that every shell reads alike. */
export type Shell = 'posix' | 'git-bash' | 'other';

/** What is to be done in a vault. `rotate` writes a new value of what is there. */
export type Deed = 'create' | 'rotate';

/** What a command line is asked for. */
export interface CliRequest {
  readonly deed: Deed;
  readonly store: StoreConfig;
  /** The developer's own login, from user settings. */
  readonly identity: Identity;
  /** Where the back end's calls go, where one of ours answers for the store. */
  readonly destination?: Destination;
  /** `remoteRef.key`, as the manifest has it. */
  readonly key: string;
  /**
   * What of the value is asked for, unescaped: of `create` the properties that the manifests of the workspace name, of `rotate` the one
   * property to change, or none for the whole value.
   */
  readonly properties: readonly string[];
  /** Whether the value has to be a JSON object, for manifests take its properties. */
  readonly isObject: boolean;
  /** Whether the vault changes the value by itself, at intervals. */
  readonly rotatesItself: boolean;
  readonly shell: Shell;
}

/** One way to do it. */
export interface CliForm {
  /** What the user does: `Type It in the Terminal`. */
  readonly title: Phrase;
  readonly commandLine: string;
  /** What to do once it is typed, a sentence or two. No text of others but names. */
  readonly advice: Phrase;
}

/** Why no command line is made: a sentence or two for the user, in plain text. */
export interface CliRefusal {
  readonly reason: Phrase;
}

/** The ways, the best first; at least one. */
export type CliAnswer = { readonly forms: readonly CliForm[] } | CliRefusal;

/** One vendor's command-line tool, one file. Pure: it reads nothing, asks nobody and runs nothing. */
export type VaultCli = (request: CliRequest) => CliAnswer;

/** What stands in a command line for the path of a file that the user fills in. No such file exists, so that it does nothing as it is. */
export const filePlaceholder = 'VALUE-FILE';

/** Standard input as a file, for tools that read files only. */
export const standardInput = '/dev/stdin';

/** A word of others. */
export const given = (text: string): Word => ({ given: text });

/** An option with a value of others; nothing where there is no value. */
export function option(name: string, value: string | undefined): readonly Word[] {
  return value === undefined || value === '' ? [] : [name, given(value)];
}
