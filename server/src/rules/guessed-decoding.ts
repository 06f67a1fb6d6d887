import { changeTo, externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import { writtenText } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO, decodingStrategy Auto: tries Base64, then Base64URL, and leaves the value as it is where neither can be read. */
export const guessedDecoding: Rule = {
  meta: {
    id: 'guessed-decoding',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'decodingStrategy Auto decodes whatever happens to look like base64.',
    why: 'Plain text that is valid base64 by chance, such as `test` or any password of letters and digits whose length is a multiple of four, is decoded too, and the Secret gets garbage. Rotation can bring that about at any time.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        decodingStrategy: Auto
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        decodingStrategy: Base64
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined) return [];
    return [
      ...mappingsIn(resource, [...spec, 'data']).map((item) => [...item, 'remoteRef']),
      ...mappingsIn(resource, [...spec, 'dataFrom']).flatMap((item) => [
        [...item, 'extract'],
        [...item, 'find'],
      ]),
    ]
      .map((reference) => [...reference, 'decodingStrategy'])
      .filter((path) => writtenText(resource, path) === 'Auto')
      .map((path) => ({
        rule: 'guessed-decoding',
        severity: 'information',
        at: { path, part: 'value' },
        message:
          'Auto also decodes plain text that is base64 by chance, such as "test" or many passwords. Say Base64, Base64URL or None.',
        fixes: [...changeTo(resource, path, 'Base64', false), ...changeTo(resource, path, 'None', false)],
      }));
  },
};
