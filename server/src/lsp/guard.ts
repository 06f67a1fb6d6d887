import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { CancellationToken } from '../cancellation.ts';
import { describeBug } from '../describeBug.ts';
import type { Log } from '../host.ts';

/**
 * Runs a request handler so that it can neither crash the server nor leave a request unanswered: a bug is logged once, and the
 * client gets the neutral value. The only place where exceptions are caught for what they are, bugs.
 *
 * @param what the request's name, for the log
 * @param neutral what the client gets instead: usually null or an empty list
 * @throws ResponseError where that is the answer: the request was cancelled, or the handler refuses it
 */
export async function guard<T>(
  log: Log,
  what: string,
  token: CancellationToken,
  neutral: T,
  run: () => Promise<T> | T,
): Promise<T> {
  try {
    refuseIfCancelled(token);
    const result = await run();
    refuseIfCancelled(token);
    return result;
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    log.error(`${what} failed: ${describeBug(error)}`);
    return neutral;
  }
}

function refuseIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}
