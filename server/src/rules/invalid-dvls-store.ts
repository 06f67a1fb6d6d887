import { parseGoUrl } from '../model/goUrl.ts';
import { complete, notEmpty, storeRule, textOf } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

const spaces = 'vault must not contain leading or trailing whitespace';
const invalid = 'serverUrl must be a valid URL: …';
const partial = 'serverUrl must be a valid URL with scheme and host';
const insecure = "http URLs require 'insecure: true' to be set explicitly";

/** ESO: providers/v1/dvls `ValidateStore`. */
export const invalidDvlsStore = storeRule({
  id: 'invalid-dvls-store',
  provider: 'dvls',
  summary: 'A Devolutions Server store without a usable address or credentials.',
  bad: `serverUrl: http://dvls.example.com
auth:
  secretRef:
    appId:
      name: dvls
      key: id
    appSecret:
      name: dvls
      key: secret`,
  good: `serverUrl: https://dvls.example.com
auth:
  secretRef:
    appId:
      name: dvls
      key: id
    appSecret:
      name: dvls
      key: secret`,
  checks: [
    notEmpty('serverUrl', 'serverUrl is required'),
    textOf('vault', [spaces], (text) =>
      text === text.trim() ? undefined : { says: 'vault has a space at an end', answer: spaces },
    ),
    textOf('serverUrl', [invalid, partial, 'serverUrl scheme must be http or https, got "…"', insecure], judgeUrl),
    complete('auth.secretRef.appId', [
      ['name', 'appId secret name is required'],
      ['key', 'appId secret key is required'],
    ]),
    complete('auth.secretRef.appSecret', [
      ['name', 'appSecret secret name is required'],
      ['key', 'appSecret secret key is required'],
    ]),
  ],
});

function judgeUrl(text: string, store: StoreView) {
  const url = parseGoUrl(text);
  if (url === undefined) return { says: 'serverUrl is not a URL', answer: invalid };
  if (url.scheme === '' || url.host === '') return { says: 'serverUrl must have a scheme and a host', answer: partial };
  if (url.scheme !== 'http' && url.scheme !== 'https') {
    const answer = `serverUrl scheme must be http or https, got "${url.scheme}"`;
    return { says: 'serverUrl must begin with https://', answer };
  }
  if (url.scheme === 'https' || store.flag('insecure') !== false) return undefined;
  return { says: 'serverUrl must begin with https://, unless insecure is true', answer: insecure };
}
