import { externalSecretKinds } from '../model/externalSecret.ts';
import { writtenText } from '../model/known.ts';
import { changeText, definitionsOf, fetches, providerOf } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `azurekv:
  vaultUrl: https://example.vault.azure.net
  authType: ManagedIdentity`;

/** Azure keeps a certificate as three objects of one name: the certificate, its public key, and a secret with all of it. */
export const certificateWithoutKey: Rule = {
  meta: {
    id: 'certificate-without-key',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'The private key of a certificate is read from `cert/` or `key/` of Azure Key Vault, which hold no private key.',
    why: '`cert/NAME` brings the public certificate and `key/NAME` the public key, whatever the key of the Secret is called. The PEM or PFX with the private key is the secret of the same name, `secret/NAME`. It is said where the key of the Secret is `tls.key`.',
    bad: readingExample(
      provider,
      `data:
  - secretKey: tls.key
    remoteRef:
      key: cert/ingress`,
    ),
    good: readingExample(
      provider,
      `data:
  - secretKey: tls.key
    remoteRef:
      key: secret/ingress`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace).flatMap(({ use, item, path, store }) => {
      if (use !== 'data' || providerOf(store) !== 'azurekv') return [];
      const at = [...path, 'key'];
      const [, type, name] = /^(cert|key)\/([^/]+)$/.exec(writtenText(resource, at) ?? '') ?? [];
      const isPrivate = writtenText(resource, [...item, 'secretKey']) === 'tls.key';
      const isFetch = writtenText(resource, [...path, 'metadataPolicy']) === 'Fetch';
      if (type === undefined || !isPrivate || isFetch) return [];
      return [
        {
          rule: 'certificate-without-key',
          severity: 'warning',
          at: { path: at, part: 'value' },
          message: `${type}/ of Azure Key Vault brings the public ${type === 'cert' ? 'certificate' : 'key'} only, and tls.key is to hold the private key. That is in secret/${name}.`,
          fixes: changeText(resource, at, `secret/${name}`, true),
          related: definitionsOf(store),
        },
      ];
    });
  },
};
