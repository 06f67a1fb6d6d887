import { externalSecretKinds } from '../model/externalSecret.ts';
import { definitionsOf, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `webhook:
  url: https://secrets.example.com/{{ .remoteRef.key }}
  result:
    jsonPath: $.value`;

/** ESO: `GetAllSecrets` of these back ends answers with an error and nothing else. */
export const findNotSupported: Rule = {
  meta: {
    id: 'find-not-supported',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'dataFrom has a find, and the provider of the store cannot look for secrets.',
    why: 'ESO can look for secrets in some providers only. IBM, webhook, Devolutions, BeyondTrust Password Safe, Chef, Delinea, Secret Server, Fortanix, Nebius, Pulumi, Senhasegura, Volcengine, Yandex, Password Depot, Previder and AWS Certificate Manager are none of them: every sync fails with `not implemented` or words like it.',
    bad: readingExample(
      provider,
      `dataFrom:
  - find:
      name:
        regexp: ^db-`,
    ),
    good: readingExample(
      provider,
      `dataFrom:
  - extract:
      key: db-credentials`,
    ),
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace)
      .filter(({ use, store }) => use === 'find' && store.facts.find === 'none')
      .map(({ path, store }) => ({
        rule: 'find-not-supported',
        severity: 'warning',
        at: { path, part: 'key' },
        message: `"${store.name}" is ${store.facts.name}, where ESO cannot look for secrets: every sync fails. Name each secret in data or extract.`,
        related: definitionsOf(store),
      }));
  },
};
