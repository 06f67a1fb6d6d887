import { parseGoUrl } from '../model/goUrl.ts';
import { notEmpty, storeRule, textOf } from './storeChecks.ts';

/** ESO: providers/v1/ngrok `getConfig`, in the webhook and again whenever the store is opened. */
export const invalidNgrokStore = storeRule({
  id: 'invalid-ngrok-store',
  provider: 'ngrok',
  summary: 'An ngrok store without a vault or with an unreadable address.',
  bad: `vault:
  name: ""
auth:
  apiKey:
    secretRef:
      name: ngrok
      key: api-key`,
  good: `vault:
  name: production
auth:
  apiKey:
    secretRef:
      name: ngrok
      key: api-key`,
  checks: [
    textOf('apiUrl', ['"…": invalid API URL'], (text) =>
      parseGoUrl(text) === undefined ? { says: 'apiUrl is not a URL', answer: `"${text}": invalid API URL` } : undefined,
    ),
    notEmpty('vault.name', 'ngrok provider vault name is required'),
  ],
});
