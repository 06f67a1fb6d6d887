/** One of Azure's clouds: where its vaults are, and what a login for them is asked for. */
export interface Cloud {
  /** ESO's name, `spec.provider.azurekv.environmentType`. */
  readonly environmentType: string;
  /** For people. */
  readonly title: string;
  /** What the host of each of its vaults ends in, behind the vault's name. */
  readonly suffix: string;
  /** Where logins are checked. */
  readonly authority: string;
  /** The web page of the cloud. */
  readonly portal: string;
}

/** The clouds with addresses of their own. Germany's was closed in 2021, and ESO still takes its name. */
export const clouds: readonly Cloud[] = [
  {
    environmentType: 'PublicCloud',
    title: "Azure's public cloud",
    suffix: 'vault.azure.net',
    authority: 'https://login.microsoftonline.com',
    portal: 'https://portal.azure.com',
  },
  {
    environmentType: 'USGovernmentCloud',
    title: 'Azure US Government',
    suffix: 'vault.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    portal: 'https://portal.azure.us',
  },
  {
    environmentType: 'ChinaCloud',
    title: 'Azure in China',
    suffix: 'vault.azure.cn',
    authority: 'https://login.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
  {
    environmentType: 'GermanCloud',
    title: 'Azure Germany',
    suffix: 'vault.microsoftazure.de',
    authority: 'https://login.microsoftonline.de',
    portal: 'https://portal.microsoftazure.de',
  },
];

/** The cloud that has the vault at a host; undefined where none does: then nothing says that a vault is there at all. */
export function cloudOfHost(hostname: string): Cloud | undefined {
  const [, name = '', suffix] = /^([^.]+)\.(.+)$/.exec(hostname) ?? [];
  return /^[a-z0-9-]+$/.test(name) ? clouds.find((cloud) => cloud.suffix === suffix) : undefined;
}
