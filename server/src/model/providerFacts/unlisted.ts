import { type Phrase, phrase } from '../../localisation.ts';
import { allProviderFacts } from './providerFacts.ts';

/**
 * Why nothing is listed of a service, in one or two sentences for people; said where no back end of ours answers for a store.
 *
 * @param asksVaults whether any vault is asked where this runs; none is in a browser
 */
export function whyUnlisted(provider: string, service: string | undefined, asksVaults: boolean): Phrase {
  const facts = allProviderFacts.get(provider === 'aws' ? `aws/${service ?? ''}` : provider);
  if (facts === undefined) {
    return service === undefined
      ? phrase('Provider {0} is not known here, so nothing of it is listed.', provider)
      : phrase('Provider {0} with service {1} is not known here, so nothing of it is listed.', provider, service);
  }
  if (facts.access === 'write')
    return phrase('Stores of {0} are only written to: there is nothing to read, so nothing is listed.', facts.name);
  const own = special[service === undefined ? provider : `${provider}/${service}`];
  if (own !== undefined) return own;
  if (!asksVaults)
    return phrase(
      'Vaults are not asked from a browser, so names in {0} are not listed. What needs no vault is checked all the same.',
      facts.name,
    );
  return facts.find === 'none'
    ? phrase(
        'Names in {0} are not listed here yet. ESO cannot list them either: find fails there. What needs no vault is checked all the same.',
        facts.name,
      )
    : phrase('Names in {0} are not listed here yet. What needs no vault is checked all the same.', facts.name);
}

/** Where the reason is of another kind. */
const special: Readonly<Record<string, Phrase>> = {
  'aws/CertificateManager': phrase(
    'Keys of this store are ARNs of certificates (arn:aws:acm:REGION:ACCOUNT:certificate/ID), which ESO exports with their chain and private key as one PEM text; nothing is listed of them. What needs no vault is checked all the same.',
  ),
  crd: phrase(
    'Keys of this store are objects of a cluster, and these are not listed here yet. What needs no cluster is checked all the same.',
  ),
  onepasswordSDK: phrase(
    'The service accounts of 1Password are served by its own SDK, which is no part of this extension, and by its program op, which is not run for a listing; so nothing is listed. A Connect server can be asked (provider onepassword). What needs no vault is checked all the same.',
  ),
  webhook: phrase(
    'A webhook store asks a URL for each key; there is nothing to list. What needs no vault is checked all the same.',
  ),
  pulumi: phrase(
    'Keys of this store are places inside one environment of Pulumi ESC, which is opened with all its values; so nothing is listed. What needs no vault is checked all the same.',
  ),
};
