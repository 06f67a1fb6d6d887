import { CertificateClient } from '@azure/keyvault-certificates';
import { KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';

/** Makes a text that stands for a secret value. */
export type MakeValue = (label: string) => string;

/** Microsoft's own clients for a local vault. */
export interface VaultClients {
  readonly secrets: SecretClient;
  readonly keys: KeyClient;
  readonly certificates: CertificateClient;
}

const day = 86_400_000;

/** Makes the clients; `authority` is the certificate that they are to trust, PEM. */
export function vaultClients(url: string, authority: string): VaultClients {
  const credential = { getToken: async () => ({ token: 'made-up', expiresOnTimestamp: Date.now() + day }) };
  // The vault of the tests is no part of Azure, which the clients would notice.
  const options = { disableChallengeResourceVerification: true, tlsOptions: { ca: authority }, retryOptions: { maxRetries: 0 } };
  return {
    secrets: new SecretClient(url, credential, options),
    keys: new KeyClient(url, credential, options),
    certificates: new CertificateClient(url, credential, options),
  };
}

/** Fills a vault, by those clients: more than a page of secrets, in all states that there are, certificates and keys. */
export async function seedKeyVault({ secrets, keys, certificates }: VaultClients, value: MakeValue): Promise<void> {
  const database = (round: string) =>
    JSON.stringify({
      username: value(`user ${round}`),
      password: value(`password ${round}`),
      'tls.crt': value('certificate'),
      nested: { deep: { user: value('deep') }, list: [{ host: value('host') }] },
    });
  await secrets.setSecret('myapp-db-password', value('db'), {
    tags: { team: 'payments', env: 'prod' },
    contentType: 'text/plain',
  });
  await secrets.setSecret('myapp-database', database('first'), {
    tags: { team: 'payments' },
    expiresOn: new Date(Date.now() - day),
  });
  await secrets.setSecret('myapp-database', database('second'), {
    tags: { team: 'payments', env: 'prod', note: '{"owner": "jane"}' },
    contentType: 'application/json',
    expiresOn: new Date(Date.now() + 20 * day),
    notBefore: new Date(Date.now() - 20 * day),
  });
  await secrets.setSecret('expired', value('expired'), { expiresOn: new Date(Date.now() - 3 * day) });
  await secrets.setSecret('early', value('early'), { notBefore: new Date(Date.now() + 3 * day) });
  const switched = await secrets.setSecret('switched-off', value('off'), { tags: { env: 'prod' } });
  await secrets.updateSecretProperties('switched-off', switched.properties.version ?? '', { enabled: false });
  const renewed = await secrets.setSecret('half-off', value('old'));
  await secrets.setSecret('half-off', value('new'));
  await secrets.updateSecretProperties('half-off', renewed.properties.version ?? '', { enabled: false });
  await secrets.setSecret('MixedCase', value('mixed'));
  for (let i = 0; i < 24; i++) await secrets.setSecret(`many-${String(i).padStart(2, '0')}`, value(`many ${i}`));
  await secrets.setSecret('gone', value('gone'));
  await (await secrets.beginDeleteSecret('gone', { intervalInMs: 1 })).pollUntilDone();
  await certificates.importCertificate('ingress', Buffer.from(value('pfx')), { tags: { team: 'web' } });
  await keys.importKey('signing', { kty: 'RSA', n: Buffer.from('AQAB'), e: Buffer.from('AQAB') }, { tags: { team: 'web' } });
}
