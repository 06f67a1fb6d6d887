import { phrase } from '../localisation.ts';
import { parseGoUrl } from '../model/goUrl.ts';
import { notEmpty, storeRule, textOf } from './storeChecks.ts';

const badUrl = 'invalid senhasegura URL';
const notHttps = 'invalid senhasegura URL, must be HTTPS for security reasons';

/** ESO: providers/v1/senhasegura `ValidateStore`; the module is only looked at when the store is opened. */
export const invalidSenhaseguraStore = storeRule({
  id: 'invalid-senhasegura-store',
  provider: 'senhasegura',
  summary: 'A senhasegura store with an address that is not https, without a client, or of an unknown module.',
  bad: `url: http://senhasegura.example.com
module: DSM
auth:
  clientId: eso
  clientSecretSecretRef:
    name: senhasegura
    key: client-secret`,
  good: `url: https://senhasegura.example.com
module: DSM
auth:
  clientId: eso
  clientSecretSecretRef:
    name: senhasegura
    key: client-secret`,
  fixable: true,
  checks: [
    textOf('url', [badUrl, notHttps], (text) => {
      const url = parseGoUrl(text);
      if (url === undefined) return { says: 'url is not a URL', answer: badUrl };
      if (url.scheme !== 'https') return { says: 'url must begin with https://', answer: notHttps };
      return url.host === '' ? { says: 'url names no host', answer: badUrl } : undefined;
    }),
    notEmpty('auth.clientId', 'missing senhasegura authentication Client ID'),
    textOf('module', ['unknown senhasegura Provider Service: …'], (text, store) => {
      if (text === 'DSM') return undefined;
      const at = { path: store.pathOf('module'), part: 'value' } as const;
      return {
        says: 'The only module that ESO knows is DSM',
        answer: `unknown senhasegura Provider Service: ${text}`,
        when: 'later',
        fixes: [{ title: phrase('Change to {0}', 'DSM'), preferred: true, edits: [{ at, newText: 'DSM' }] }],
      };
    }),
  ],
});
