import { allProviderFacts } from './providerFacts.ts';

/**
 * Why nothing is listed of a service, in one or two sentences for people; said where no back end of ours answers for a store.
 *
 * @param asksVaults whether any vault is asked where this runs; none is in a browser
 */
export function whyUnlisted(provider: string, service: string | undefined, asksVaults: boolean): string {
  const facts = allProviderFacts.get(provider === 'aws' ? `aws/${service ?? ''}` : provider);
  if (facts === undefined) {
    const which = service === undefined ? provider : `${provider} with service ${service}`;
    return `Provider ${which} is not known here, so nothing of it is listed.`;
  }
  if (facts.access === 'write')
    return `Stores of ${facts.name} are only written to: there is nothing to read, so nothing is listed.`;
  const own = special[service === undefined ? provider : `${provider}/${service}`];
  if (own !== undefined) return own;
  if (!asksVaults)
    return `Vaults are not asked from a browser, so names in ${facts.name} are not listed. What needs no vault is checked all the same.`;
  const find = facts.find === 'none' ? ' ESO cannot list them either: find fails there.' : '';
  return `Names in ${facts.name} are not listed here yet.${find} What needs no vault is checked all the same.`;
}

/** Where the reason is of another kind. */
const special: Readonly<Record<string, string>> = {
  'aws/CertificateManager':
    'Keys of this store are ARNs of certificates (arn:aws:acm:REGION:ACCOUNT:certificate/ID), which ESO exports with their chain and private key as one PEM text; nothing is listed of them. What needs no vault is checked all the same.',
  crd: 'Keys of this store are objects of a cluster, and these are not listed here yet. What needs no cluster is checked all the same.',
  onepasswordSDK:
    'The service accounts of 1Password are served by its own SDK, which is no part of this extension, and by its program op, which is not run for a listing; so nothing is listed. A Connect server can be asked (provider onepassword). What needs no vault is checked all the same.',
  webhook: 'A webhook store asks a URL for each key; there is nothing to list. What needs no vault is checked all the same.',
  pulumi:
    'Keys of this store are places inside one environment of Pulumi ESC, which is opened with all its values; so nothing is listed. What needs no vault is checked all the same.',
};
