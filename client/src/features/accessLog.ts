import type { Disposable, LogOutputChannel } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type AccessLogParams, accessLogNotification } from '../../../server/src/protocol.ts';

/** Writes every remote call that the server reports to the access log; the channel adds the time. */
export function showAccessLog(client: BaseLanguageClient, channel: LogOutputChannel): Disposable {
  return client.onNotification(accessLogNotification, ({ line }: AccessLogParams) => channel.info(line));
}
