import type { Path } from '../../syntax/path.ts';

/** What people call the providers of a store, and the fields that they are. */
const CALLED: Readonly<Record<string, string>> = {
  '1password': 'onepassword',
  akv: 'azurekv',
  awsparameterstore: 'aws',
  awssecretsmanager: 'aws',
  azure: 'azurekv',
  azurekeyvault: 'azurekv',
  bao: 'openBao',
  bitwarden: 'bitwardensecretsmanager',
  cyberark: 'conjur',
  gcp: 'gcpsm',
  google: 'gcpsm',
  googlesecretmanager: 'gcpsm',
  gsm: 'gcpsm',
  hashicorp: 'vault',
  hashicorpvault: 'vault',
  ibmcloud: 'ibm',
  k8s: 'kubernetes',
  keeper: 'keepersecurity',
  keyvault: 'azurekv',
  lockbox: 'yandexlockbox',
  oci: 'oracle',
  parameterstore: 'aws',
  secretmanager: 'gcpsm',
  secretsmanager: 'aws',
  ssm: 'aws',
};

/** The provider that another word for it means, of those that a store may have; undefined for other words and in other places. */
export function meantProvider(path: Path, field: string, free: readonly string[]): string | undefined {
  if (path.at(-1) !== 'provider') return undefined;
  const name = CALLED[field.toLowerCase().replace(/[-_]/g, '')];
  return name !== undefined && free.includes(name) ? name : undefined;
}

/** What became of a provider that ESO no longer has. */
export function removedProviders(path: Path, field: string): string | undefined {
  const isGone = path.at(-1) === 'provider' && (field === 'alibaba' || field === 'device42');
  return isGone ? 'ESO 2.0 removed this provider: use another one, or the webhook provider.' : undefined;
}
