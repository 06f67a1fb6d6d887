import assert from 'node:assert/strict';
import { fromTexts } from '../../server/src/localisation.ts';

/** A translation that marks each piece of a text, so that what it is filled in with stays outside of the marks. */
export const marking = fromTexts((text) =>
  text
    .split(/(\{\d+\})/)
    .map((piece) => (/^\{\d+\}$/.test(piece) || !/[A-Za-z]/.test(piece) ? piece : `⟦${piece}⟧`))
    .join(''),
);

/** Words that are the same in every language: kinds, fields, products, states of Kubernetes. */
const names = `AWS Secrets Manager us-east-1 UTC SecretStore ClusterSecretStore ExternalSecret ExternalSecrets PushSecret Secret Secrets
  ClusterExternalSecrets ClusterSecretStores Deployment Namespace SecretSynced SecretSyncedError env arn aws secretsmanager Ready
  creationPolicy Owner Opaque stringData apiVersion kind metadata namespace labels annotations ownerReferences controller
  blockOwnerDeletion type name reconcile external-secrets.io managed created-by data-hash true memory https example ESO data
  dataFrom find key yaml string object`;

/** What of a text is neither marked nor among the words that are known. */
export function bypassing(text: string, known: string): readonly string[] {
  const rest = text.replace(/⟦[^⟧]*⟧/g, ' ');
  const words = rest.match(/[A-Za-z][A-Za-z'’]{2,}/g) ?? [];
  const allowed = new Set(`${known} ${names}`.match(/[A-Za-z'’]{3,}/g));
  return [...new Set(words)].filter((word) => !allowed.has(word));
}

/** Fails where a text has words that are neither marked nor known, or where nothing is marked at all. */
export function assertTranslated(shown: readonly (string | undefined)[], known: string): void {
  const said = shown.filter((text): text is string => text !== undefined && text !== '');
  assert.ok(
    said.some((text) => text.includes('⟦')),
    'something is said at all',
  );
  assert.deepEqual(
    said.flatMap((text) => bypassing(text, known).map((word) => `${word}: ${text}`)),
    [],
  );
}
