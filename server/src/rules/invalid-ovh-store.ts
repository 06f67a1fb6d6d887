import { parseGoUrl } from '../model/goUrl.ts';
import { hasOnly, notEmpty, refuse, storeRule, textOf } from './storeChecks.ts';

const badUrl = 'ovh store server must contain a valid url: …';
const badId = 'failed to create new ovh provider client: invalid UUID …';
// The forms that github.com/google/uuid parses.
const uuid =
  /^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$|^[0-9a-f]{32}$/i;

/** ESO: providers/v1/ovh `ValidateStore`, in the webhook and again whenever the store is opened; the UUID only then. */
export const invalidOvhStore = storeRule({
  id: 'invalid-ovh-store',
  provider: 'ovh',
  summary: 'An OVHcloud store without a usable address, OKMS id or exactly one way to log in.',
  bad: `server: https://eu-west-rbx.okms.ovh.net
okmsid: 734b9b45-8b1a-469c-b140-b10bd6540017
auth: {}`,
  good: `server: https://eu-west-rbx.okms.ovh.net
okmsid: 734b9b45-8b1a-469c-b140-b10bd6540017
auth:
  token:
    tokenSecretRef:
      name: ovh
      key: token`,
  checks: [
    notEmpty('server', 'ovh store server is required'),
    textOf('server', [badUrl], (text) =>
      parseGoUrl(text) === undefined ? { says: 'server is not a URL', answer: badUrl } : undefined,
    ),
    notEmpty('okmsid', 'ovh store okmsID is required'),
    refuse('missing authentication method', 'auth', 'auth needs token or mtls', (store) => hasOnly(store, 'auth', [])),
    refuse(
      'only one authentication method allowed (mtls | token)',
      'auth',
      'auth has both token and mtls',
      (store) => store.has('auth.token') && store.has('auth.mtls'),
    ),
    textOf('okmsid', [badId], (text) =>
      text === '' || uuid.test(text) ? undefined : { says: 'okmsid must be a UUID', answer: badId, when: 'later' },
    ),
  ],
});
