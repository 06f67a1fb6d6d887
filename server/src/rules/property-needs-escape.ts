import { externalSecretKinds } from '../model/externalSecret.ts';
import { writtenText } from '../model/known.ts';
import { changeText, definitionsOf, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `conjur:
  url: https://conjur.example.com
  auth:
    apikey:
      account: example
      userRef:
        name: conjur-login
        key: user
        namespace: external-secrets
      apiKeyRef:
        name: conjur-login
        key: key
        namespace: external-secrets`;

/** Keys that Kubernetes itself has names for: nobody nests a `crt` in a `tls`. */
const fileNames: ReadonlySet<string> = new Set(['tls.crt', 'tls.key', 'ca.crt', 'ca.key', '.dockerconfigjson', '.dockercfg']);

/** gjson takes a dot for a step into a nested object; some back ends try the whole text as one name first, these do not. */
export const propertyNeedsEscape: Rule = {
  meta: {
    id: 'property-needs-escape',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'A property is the name of a file, and the provider of the store reads its dot as a step into a nested object.',
    why: 'Conjur, GitLab, Oracle, OVHcloud, Delinea, Infisical, Chef and some others read a property as a path: `tls.crt` is the crt in an object tls. Where the secret has a key of that name, it is not found, and every sync fails. A backslash takes the dot its meaning. Other providers try the whole text as one name as well, and nested names are as they should be: only the names that Kubernetes has for files are reported.',
    bad: readingExample(
      provider,
      `data:
  - secretKey: certificate
    remoteRef:
      key: ingress
      property: tls.crt`,
    ),
    good: readingExample(
      provider,
      `data:
  - secretKey: certificate
    remoteRef:
      key: ingress
      property: tls\\.crt`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace).flatMap(({ use, path, store }) => {
      if (use === 'find' || store.facts.property.reading !== 'gjson') return [];
      const at = [...path, 'property'];
      const property = writtenText(resource, at);
      if (property === undefined || !fileNames.has(property)) return [];
      const escaped = property.replaceAll('.', '\\.');
      return [
        {
          rule: 'property-needs-escape',
          severity: 'information',
          at: { path: at, part: 'value' },
          message: `"${store.name}" is ${store.facts.name}, where a dot leads into a nested object. If "${property}" is one key, write ${escaped}.`,
          fixes: changeText(resource, at, escaped, false),
          related: definitionsOf(store),
        },
      ];
    });
  },
};
