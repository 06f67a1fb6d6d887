import { parseGoUrl } from '../model/goUrl.ts';
import { credential, storeRule, textOf } from './storeChecks.ts';

const texts = {
  both: 'cannot specify both secret reference and value',
  neither: 'must specify either secret reference or direct value',
};
const uuid = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** ESO: providers/v1/scaleway `getConfig`, in the webhook and again whenever the store is opened. */
export const invalidScalewayStore = storeRule({
  id: 'invalid-scaleway-store',
  provider: 'scaleway',
  summary: 'A Scaleway store with a malformed region or project, or with ambiguous credentials.',
  bad: `region: fr-par-1
projectId: 105bdce1-64c0-48ab-899d-868455867ecf
accessKey:
  secretRef:
    name: scaleway
    key: access-key
secretKey:
  secretRef:
    name: scaleway
    key: secret-key`,
  good: `region: fr-par
projectId: 105bdce1-64c0-48ab-899d-868455867ecf
accessKey:
  secretRef:
    name: scaleway
    key: access-key
secretKey:
  secretRef:
    name: scaleway
    key: secret-key`,
  checks: [
    textOf('apiUrl', ['invalid api url: "…"'], (text) =>
      parseGoUrl(text) === undefined ? { says: 'apiUrl is not a URL', answer: `invalid api url: "${text}"` } : undefined,
    ),
    textOf('region', ['invalid region: "…"'], (text) =>
      /^[a-z]{2}-[a-z]{3}$/.test(text)
        ? undefined
        : { says: 'region must be a Scaleway region, such as fr-par (not a zone)', answer: `invalid region: "${text}"` },
    ),
    textOf('projectId', ['invalid project id: "…"'], (text) =>
      uuid.test(text) ? undefined : { says: 'projectId must be a UUID', answer: `invalid project id: "${text}"` },
    ),
    credential('accessKey', texts),
    credential('secretKey', texts),
  ],
});
