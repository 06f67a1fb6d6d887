import { type PreviewPlace, type PreviewResult, previewRequest } from '../protocol.ts';
import { guard } from './guard.ts';
import { plainWords } from './plainWords.ts';
import type { ServerState } from './serverState.ts';

/** Previews of Secrets for our own client, with the names that the connected vaults tell. */
export function registerPreviewHandlers({ connection, log, service }: ServerState): void {
  connection.onRequest(previewRequest, (place: PreviewPlace, token) =>
    guard<PreviewResult | null>(log, 'preview', token, null, async () =>
      plainWords(await service.previews.preview(place, true, token)),
    ),
  );
}
