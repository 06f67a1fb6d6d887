import { guard } from './guard.ts';
import { plainWords } from './plainWords.ts';
import type { ServerState } from './serverState.ts';

/** Inlay hints. The editor is told to ask again when vaults have told something new. */
export function registerInlayHints({ connection, log, refreshHints, service: { hints } }: ServerState): void {
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    guard(log, 'inlay hints', token, null, async () => plainWords(await hints.hints(uri, range))),
  );
  hints.onDidChange(refreshHints);
}
