import { phrase } from '../localisation.ts';
import { isGoRequestUri } from '../model/goUrl.ts';
import { notEmpty, present, refuse, storeRule, textOf } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

const prefix = 'received invalid Chef SecretStore resource:';

/** ESO: providers/v1/chef `ValidateStore`. */
export const invalidChefStore = storeRule({
  id: 'invalid-chef-store',
  provider: 'chef',
  summary: 'A Chef store without a user, a key or an address that ends in a slash.',
  bad: `username: eso
serverUrl: https://chef.example.com/organizations/example
auth:
  secretRef:
    privateKeySecretRef:
      name: chef
      key: user-key`,
  good: `username: eso
serverUrl: https://chef.example.com/organizations/example/
auth:
  secretRef:
    privateKeySecretRef:
      name: chef
      key: user-key`,
  fixable: true,
  checks: [
    notEmpty('username', `${prefix} missing username`),
    notEmpty('serverUrl', `${prefix} missing serverurl`),
    refuse(
      `${prefix} serverurl does not end with slash(/)`,
      'serverUrl',
      'serverUrl must end with a slash',
      (store) => store.text('serverUrl')?.endsWith('/') === false,
      { fixes: withSlash },
    ),
    textOf('serverUrl', [`${prefix} invalid serverurl: …`], (text) =>
      isGoRequestUri(text)
        ? undefined
        : { says: 'serverUrl must be a URL with its scheme', answer: `${prefix} invalid serverurl: …` },
    ),
    present('auth.secretRef.privateKeySecretRef.key', `${prefix} missing Secret Key`),
  ],
});

function withSlash(store: StoreView) {
  const path = store.pathOf('serverUrl');
  const { end, start } = store.resource.rangeOf(path, 'value');
  const node = store.resource.nodeAt(path);
  const quotes = node?.type === 'scalar' && node.style.endsWith('-quoted') ? 1 : 0;
  if (
    node?.type !== 'scalar' ||
    node.alias !== undefined ||
    node.style === 'literal' ||
    node.style === 'folded' ||
    end === start
  ) {
    return [];
  }
  const at = { range: { start: end - quotes, end: end - quotes } };
  return [{ title: phrase('Add the slash'), preferred: true, edits: [{ at, newText: '/' }] }];
}
