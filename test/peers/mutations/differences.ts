import type { OurVerdict } from './judges.ts';
import type { Mutant } from './mutants.ts';

/** Something that the webhook of ESO 0.20.4 judges otherwise than the rules, which are those of 2.9.0. */
interface Difference {
  /** Why the two differ; each is to be read in the source of either version. */
  readonly reason: string;
  /** Words of the refusal, where it is the old webhook that refuses. */
  readonly theirs?: RegExp;
  /** Rule and words of our refusal, where it is the old webhook that does not; all our refusals must be of that kind. */
  readonly ours?: RegExp;
  /** Further demand on the text. */
  readonly text?: RegExp;
  /** Set where it is only so with the old CRDs: those of 2.9.0 demand the field, and leave the rule nothing to say. */
  readonly oldCrds?: true;
}

const later = ['barbican', 'beyondtrustworkloadcredentials', 'crd', 'dvls', 'nebiusmysterybox', 'openBao', 'ovh'];

/** All of them. What is not here is a mistake of ours. */
const differences: readonly Difference[] = [
  {
    reason: 'providers that came after 0.20.4',
    theirs: /exactly one backend specified, found 0/,
    text: new RegExp(`\\b(${later.join('|')})\\b`),
  },
  { reason: 'the same, of which the old webhook knows no rule', ours: new RegExp(`^invalid-(${later.join('|')})-store `) },
  { reason: 'an integer then, a duration now', theirs: /spec\.refreshInterval of type int/ },
  { reason: 'an integer of any sign then', ours: /^bad-duration A store's refreshInterval cannot be negative/ },
  { reason: 'a warning now', theirs: /a CABundle or CAProvider is required/ },
  {
    reason: 'secretserver logs in by token too now',
    theirs: /^\S+ admission .*(username|password) must (not be empty|be set)/,
    text: /token/,
  },
  {
    reason: 'doppler logs in by OIDC too now',
    theirs: /dopplerToken\.name cannot be empty|invalid store: cluster scope requires namespace/,
    text: /oidcConfig/,
  },
  { reason: 'pulumi without accessToken made the old webhook panic', theirs: /^500 .*panic/, text: /pulumi/ },
  {
    reason: 'an environment may stand instead of a vault now',
    theirs: /missing: spec\.provider\.onepasswordsdk\.vault$/,
    text: /environment/,
  },
  { reason: 'a service of AWS now', theirs: /unknown AWS Provider Service: CertificateManager/ },
  { reason: 'conjur logs in by certificate too now', theirs: /missing Auth\.\* configuration/, text: /\bcert\b/ },
  { reason: 'one method of conjur, by the schema now', theirs: /missing Auth\.\* configuration/, oldCrds: true },
  {
    reason: 'references of kubernetes, by the schema now',
    theirs: /(BearerToken|ClientCert)\.Name cannot be empty/,
    oldCrds: true,
  },
  { reason: 'the old webhook wanted AzureStackCloud with it', theirs: /CustomCloudConfig should only be specified when/ },
  { reason: 'what a file of the webhook’s own Pod decides', theirs: /cannot read container auth token/ },
  {
    reason: 'not looked at by 0.20.4',
    ours: /^(bootstrap-token-template|service-account-token-template|template-target|invalid-bitwardensecretsmanager-store) /,
  },
  { reason: 'not looked at by 0.20.4', ours: /^(invalid-beyondtrust-store|store-namespace secretRef)/, text: /beyondtrust/ },
  { reason: 'the old webhook panicked instead', theirs: /^500 .*panic/, text: /beyondtrust/ },
  { reason: 'a policy that 0.20.4 does not have', ours: /^delete-without-ownership .*CreateOrMerge/ },
  { reason: 'a text then, a duration now', ours: /^bad-duration /, text: /syncWindows/ },
  { reason: 'kubectl resolves merges, and sends no key twice', theirs: /already set in map/, text: /<</ },
  { reason: 'a number that is stored, and then nobody can read the object', ours: /^out-of-range .* bounds of int32/ },
  {
    reason: 'a list for a text with a format is stored, and then nobody can read the object',
    ours: /^wrong-type .* must be a string, but a list is written/,
  },
  { reason: 'a namespace that the cluster of the test does not have', theirs: /^404 namespaces "/ },
  { reason: 'not looked at by 0.20.4', ours: /^(store-namespace|cluster-store-namespace) caProvider/, text: /infisical/ },
];

const ofOtherNamespace = /namespace should either be empty or match the namespace of the SecretStore/;

/** Why the verdicts about a mutant cannot be compared; undefined where they can. `answer`: the refusal of the server; `version`: by whose CRDs. */
export function whyNotComparable(
  { text }: Mutant,
  { refused, depends }: OurVerdict,
  answer: string | undefined,
  version: string,
): string | undefined {
  if (depends && answer !== undefined && ofOtherNamespace.test(answer)) return 'a store whose namespace only kubectl is told';
  const fits = ({ theirs, ours, text: needed, oldCrds }: Difference): boolean =>
    (oldCrds === undefined || version !== '2.9.0') &&
    (needed?.test(text) ?? true) &&
    (answer === undefined
      ? ours !== undefined && refused.every(({ rule, message }) => ours.test(`${rule} ${message}`))
      : theirs?.test(answer) === true);
  return differences.find(fits)?.reason;
}
