import { isPresent } from '../model/known.ts';
import { generatorSpecPath } from './generatorView.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { viewStore } from './storeView.ts';

/** The ways to log in, in the order in which ESO looks for them. */
const LOGINS = ['tokenSecretRef', 'appRole', 'kubernetes', 'ldap', 'userPass', 'jwt', 'cert', 'iam', 'gcp'];

const server = 'server: https://vault.example.com\npath: secret\nauth:\n';
const kubernetes = '  kubernetes:\n    mountPath: kubernetes\n    role: eso';

/** ESO: providers/v1/vault takes the first login of a fixed order that is there. */
export const severalVaultLogins: Rule = {
  meta: {
    id: 'several-vault-logins',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore', 'VaultDynamicSecret', 'ClusterGenerator'],
    needs: 'document',
    summary: 'A Vault login is given in more than one way, and ESO uses one of them.',
    why: `ESO admits it and takes the first of: ${LOGINS.join(', ')}. The order in the manifest does not matter, and when the first fails no other is tried.`,
    bad: storeExample('vault', `${server}  tokenSecretRef:\n    name: vault-token\n    key: token\n${kubernetes}`),
    good: storeExample('vault', `${server}${kubernetes}`),
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const generator = generatorSpecPath(resource, 'VaultDynamicSecret');
    const store = viewStore(resource, 'vault')?.pathOf('auth');
    const auth = generator === undefined ? store : [...generator, 'provider', 'auth'];
    if (auth === undefined) return [];
    const [used, ...idle] = LOGINS.filter((login) => isPresent(resource, auth, [login]));
    return idle.map((login) => ({
      rule: 'several-vault-logins',
      severity: 'warning',
      at: { path: [...auth, login], part: 'key' },
      message: `ESO logs in to Vault by ${used} and never looks at ${login}. Remove the one that is not meant.`,
    }));
  },
};
