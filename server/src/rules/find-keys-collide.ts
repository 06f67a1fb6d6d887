import { externalSecretKinds } from '../model/externalSecret.ts';
import type { Rule } from './rule.ts';

const example = (target: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: demo
  dataFrom:
    - find:
        name:
          regexp: ^prod/myapp/
      rewrite:
        - regexp:
            source: ^prod/myapp/(.*)$
            target: ${target}
`;

/** Reported by the vault diagnostics, only for stores whose login the user has confirmed to be the store's own vault. */
export const findKeysCollide: Rule = {
  meta: {
    id: 'find-keys-collide',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'vault',
    summary: 'Several names that a `find` brings become the same key of the Secret.',
    why: 'Where the conversion makes two names the same (`a/b` and `a_b`), ESO fails with `secret name collision during conversion: a_b`. Where a rewrite does, ESO keeps one of them without a word, by chance another one at each sync. It is said of names that are in the vault, after you have confirmed that your login looks at the vault that the store uses.',
    bad: example('password'),
    good: example('$1'),
    fixable: false,
    since: '0.1.0',
  },
};
