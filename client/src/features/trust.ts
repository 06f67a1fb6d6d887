import { type Disposable, workspace } from 'vscode';
import { trustedNotification } from '../../../server/src/protocol.ts';
import type { Server } from '../server.ts';

/** Tells the server when the user trusts the workspace. A server that starts later is told by its initialization options. */
export function tellTrust(server: Server): Disposable {
  return workspace.onDidGrantWorkspaceTrust(async () => {
    if (server.state === 'stopped') return;
    await server.start();
    if (server.state === 'running') await server.client.sendNotification(trustedNotification);
  });
}
