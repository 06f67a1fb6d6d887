/**
 * Whether an answer of the cluster contains one of the texts that a rule quotes between backticks, whatever stands in place of
 * the dots.
 */
export function saysWhatIsQuoted(why: string, answer: string): boolean {
  return [...why.matchAll(/``\s?(.+?)\s?``|`([^`]+)`/g)].some(([, double, single = '']) => {
    const parts = (double ?? single).split('…').map((part) => part.trim().replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return parts.join('').length >= 8 && new RegExp(parts.join('[^]*'), 'i').test(answer);
  });
}

/** Rules of severity error whose example is admitted: what it gets wrong shows only in the controller. */
export const refusedLater: ReadonlySet<string> = new Set([
  'bad-regexp',
  'generator-in-data',
  'generator-api-version',
  'secret-type-keys',
  'merge-into',
  'template-syntax',
  'template-unknown-function',
  'template-unknown-key',
  'template-function-context',
  'template-arguments',
  'template-argument-type',
  'data-to-store-not-listed',
  'cluster-generator-spec',
  'generator-login',
  'impossible-password',
  'label-selector',
]);

/** Rules whose example is refused in other words than those that the rule quotes. */
export const inOtherWords: ReadonlyMap<string, string> = new Map([
  // Of ESO 0.20.4; 2.9.0 speaks of customCloudConfig.
  ['invalid-azurekv-store', 'AzureStackCloud environment requires UseAzureSDK to be set to true'],
]);

const noSuchProvider = 'the operator that could be built here, 0.20.4, has no such provider';
const noSuchCheck = 'the operator that could be built here, 0.20.4, does not look for this yet';
const otherCheck = 'the operator that could be built here, 0.20.4, judges this otherwise than 2.9.0';

/** Rules whose examples this cluster cannot judge, with the reason. */
export const notComparable: ReadonlyMap<string, string> = new Map([
  ['yaml-syntax', 'a client refuses it before the API server sees it'],
  ['template-unquoted', 'a client refuses it before the API server sees it'],
  ['template-in-helm', 'its examples are text of Helm, which comes to the API server rendered'],
  ...['barbican', 'beyondtrustworkloadcredentials', 'crd', 'dvls', 'nebiusmysterybox', 'ovh'].map(
    (provider) => [`invalid-${provider}-store`, noSuchProvider] as const,
  ),
  ['invalid-beyondtrust-store', noSuchCheck],
  ['invalid-bitwardensecretsmanager-store', noSuchCheck],
  ['service-account-token-template', noSuchCheck],
  ['bootstrap-token-template', noSuchCheck],
  ['template-target', noSuchCheck],
  ['invalid-onepassword-sdk-store', otherCheck],
  ['invalid-pulumi-store', otherCheck],
  ['invalid-secretserver-store', otherCheck],
  ['store-without-ca', otherCheck],
  ['ibm-container-auth', 'the webhook that runs here has no token of a container, and refuses the store'],
]);
