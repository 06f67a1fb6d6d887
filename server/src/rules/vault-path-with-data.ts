import { phrase } from '../localisation.ts';
import type { Fix } from '../model/finding.ts';
import { isWritten } from '../model/known.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { viewStore } from './storeView.ts';

const example = (path: string) =>
  storeExample(
    'vault',
    `server: https://vault.example.com\npath: ${path}\nauth:\n  kubernetes:\n    mountPath: kubernetes\n    role: eso`,
  );

/** ESO: providers/v1/vault puts `data` between the mount and the key of a KV version 2 engine. */
export const vaultPathWithData: Rule = {
  meta: {
    id: 'vault-path-with-data',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: 'The path of a Vault store ends in data, which ESO adds by itself.',
    why: 'path is where the secrets engine is mounted. For version v2, the default, ESO asks for path, then `data`, then the key: with `secret/data` that is `secret/data/data/app`, which mostly does not exist, and then no secret is found.',
    bad: example('secret/data'),
    good: example('secret'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const store = viewStore(resource, 'vault');
    const mount = store?.written('path');
    const match = /^\/?(.*[^/])\/data\/?$/.exec(mount ?? '');
    const version = store?.text('version');
    if (store === undefined || match === null || (version !== '' && version !== 'v2')) return [];
    const [, meant = ''] = match;
    const path = store.pathOf('path');
    const fixes: readonly Fix[] = isWritten(resource, path)
      ? [
          {
            title: phrase('Change {0} to {1}', 'path', meant),
            preferred: true,
            edits: [{ at: { path, part: 'value' }, newText: meant }],
          },
        ]
      : [];
    return [
      {
        rule: 'vault-path-with-data',
        severity: 'warning',
        at: { path, part: 'value' },
        message: `path is the mount of the engine, and ESO adds data itself: key "app" becomes ${mount}/data/app. Write ${meant}.`,
        fixes,
      },
    ];
  },
};
