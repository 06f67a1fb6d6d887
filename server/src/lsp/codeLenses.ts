import { guard } from './guard.ts';
import { plainWords } from './plainWords.ts';
import type { ServerState } from './serverState.ts';

/** Code lenses. Who uses a store is looked for when the lens is seen. */
export function registerCodeLenses({ connection, consentsLoaded, log, service: { lenses } }: ServerState): void {
  let consentsKnown = false;
  void consentsLoaded.then(() => {
    consentsKnown = true;
  });
  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    guard(log, 'lenses', token, null, async () => plainWords([...(await lenses.lenses(uri, consentsKnown))])),
  );
  connection.onCodeLensResolve((lens, token) => guard(log, 'lens', token, lens, () => plainWords(lenses.resolve(lens))));
}
