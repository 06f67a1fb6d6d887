import { externalSecretKinds } from '../model/externalSecret.ts';
import { definitionsOf, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const github = `github:
  appID: 1
  installationID: 2
  organization: example
  auth:
    privateKey:
      name: github-app
      key: key
      namespace: external-secrets`;

const doppler = `doppler:
  auth:
    secretRef:
      dopplerToken:
        name: doppler-token
        key: token
        namespace: external-secrets`;

const data = `data:
  - secretKey: password
    remoteRef:
      key: DB_PASSWORD`;

/** GitHub and ngrok give no secret away. */
export const readFromWriteOnlyStore: Rule = {
  meta: {
    id: 'read-from-write-only-store',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'An ExternalSecret reads from a store whose provider can only be written to.',
    why: 'GitHub Actions and ngrok never give a secret away: every sync fails with `not implemented`. Their stores are for PushSecrets.',
    bad: readingExample(github, data),
    good: readingExample(doppler, data),
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const stores = fetches(resource, workspace).map(({ store }) => store);
    return [...new Set(stores)]
      .filter(({ facts }) => facts.access === 'write')
      .map((store) => ({
        rule: 'read-from-write-only-store',
        severity: 'warning',
        at: { path: [...store.refPath, 'name'], part: 'value' },
        message: `"${store.name}" is ${store.facts.name}, which gives no secret away: every sync fails. Such stores are for PushSecrets.`,
        related: definitionsOf(store),
      }));
  },
};
