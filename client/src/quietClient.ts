import type { BaseLanguageClient } from 'vscode-languageclient';

/**
 * Has a client log what the library would show as a popup, and name messages in its trace without their contents: those are the user's
 * manifests, which may hold literals of the `fake` provider.
 */
export function quiet<C extends BaseLanguageClient>(client: C): C {
  const { error, trace } = client;
  client.error = (message, data) => error.call(client, message, data, false);
  client.trace = (message) => trace.call(client, message);
  return client;
}
