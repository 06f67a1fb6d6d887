import { externalSecretKinds } from '../model/externalSecret.ts';
import type { Rule } from './rule.ts';

const example = (regexp: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: demo
  dataFrom:
    - find:
        name:
          regexp: ${regexp}
`;

/** Reported by the vault diagnostics, only for stores whose login the user has confirmed to be the store's own vault. */
export const findMatchesNothing: Rule = {
  meta: {
    id: 'find-matches-nothing',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'vault',
    summary: 'A `find` matches nothing in the vault of its store.',
    why: 'For most providers that is no error: without other data ESO leaves the Secret as it is, or, as `deletionPolicy` Merge and Delete have it, takes its keys away or deletes it. It may be right, as when the secrets are yet to be made. It is said only after you have confirmed that your login looks at the vault that the store uses, and only from a complete listing.',
    bad: example('^prod/myap/'),
    good: example('^prod/myapp/'),
    fixable: false,
    since: '0.1.0',
  },
};
