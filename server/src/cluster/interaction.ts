import type { CancellationToken } from '../cancellation.ts';
import type { Localisation } from '../localisation.ts';

/** A question to the user. Asked by the server, where the deed is done; no caller of a command can answer it. */
export interface Question {
  /** One sentence that names what is done to what, in which context and namespace. */
  readonly message: string;
  /** More to know before answering; lines. */
  readonly detail: string;
  /** The words of the buttons, the likeliest first; cancelling is always possible beside them. */
  readonly actions: readonly string[];
  /** What must be typed, letter by letter, before an action is taken: the name of a protected context. */
  readonly typed?: string;
}

/** The person behind a command that lasts: can be asked, is told how it goes, and may cancel. */
export interface Interaction {
  /** The action that was chosen; undefined where the user cancelled, or nobody can be asked. */
  ask(question: Question): Promise<string | undefined>;
  /** Says in a few words what is being done now. `percentage` from 0 to 100 where it is known. */
  progress(message: string, percentage?: number): void;
  readonly token: CancellationToken;
  /** The language in which it is asked and told; English where it is not said. */
  readonly l10n: Localisation;
}
