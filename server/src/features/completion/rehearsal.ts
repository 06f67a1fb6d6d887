import { neverCancelled } from '../../cancellation.ts';
import { createLineIndex } from '../../syntax/lineIndex.ts';
import { parseManifestFile } from '../../syntax/parse.ts';
import type { FeatureContext } from '../context.ts';
import { completeAt } from './index.ts';

/** Half-typed things, each at its place in the sample: a field, a value of a closed set, the name of a store, a key of a vault. */
const typed: readonly (readonly [line: string, written: string])[] = [
  ['    creationPolicy: Owner', '    cre'],
  ['    creationPolicy: Owner', '    creationPolicy: O'],
  ['    name: rehearsal-store', '    name: re'],
  ['        key: rehearsal', '        key: re'],
];

/** Of a store that no workspace has, so that no vault is asked. */
const sample = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: rehearsal
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: rehearsal-store
    kind: SecretStore
  target:
    creationPolicy: Owner
  data:
    - secretKey: rehearsal
      remoteRef:
        key: rehearsal
`;

/** Code is compiled and sped up as it runs: what is run so often answers the first request nearly as fast as later ones. */
const rounds = 3;

/**
 * Completions that nobody has asked for, one after the other, so that what the first request would have to wait for is done: code
 * compiled, schema and documentation read. `next` is awaited between two of them. Nobody is asked anything.
 */
export async function rehearse(context: FeatureContext, next: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const [line, written] of typed) {
      const text = sample.replace(line, written);
      const offset = text.indexOf(`${written}\n`) + written.length;
      const file = parseManifestFile(text);
      await completeAt({ ...context, uri: 'rehearsal:', file, lines: createLineIndex(text), offset }, neverCancelled);
      await next();
    }
  }
}
