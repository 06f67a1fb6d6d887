import { l10n } from 'vscode';
import type { ResourceAddress } from '../../../../server/src/protocol.ts';
import { oneLine } from '../../plainText.ts';

/** `default/db-credentials`, bounded: for titles and buttons. */
export function nameOf({ name, namespace }: ResourceAddress): string {
  return oneLine(namespace === undefined ? name : `${namespace}/${name}`, 120);
}

/** `ExternalSecret in default`. */
export function kindOf({ kind, namespace }: ResourceAddress): string {
  return oneLine(namespace === undefined ? kind : l10n.t('{0} in {1}', kind, namespace), 120);
}
