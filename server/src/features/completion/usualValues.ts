import { awsRegions } from '../../model/awsRegions.ts';

/** The types of Secrets that Kubernetes knows and ESO may write. */
const secretTypes = [
  'Opaque',
  'kubernetes.io/tls',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/basic-auth',
  'kubernetes.io/ssh-auth',
  'kubernetes.io/dockercfg',
];

const regions = [...awsRegions].filter((region) => !region.endsWith('-global'));

/** Places whose values the schema leaves open, and what is usual there. */
const usual: readonly (readonly [place: RegExp, values: readonly string[]])[] = [
  [/(^|\.)template\.type$/, secretTypes],
  [/\.matchExpressions\[\]\.operator$/, ['In', 'NotIn', 'Exists', 'DoesNotExist']],
  [/(^|\.)(provider\.aws|ecrAuthorizationTokenSpec|stsSessionTokenSpec|iam)\.region$/, regions],
];

/** Values that are usual at a place such as `spec.target.template.type`; other values may stand there too. */
export function usualValues(place: string, kind: string): readonly string[] {
  const isOfAws = place === 'spec.region' && (kind === 'ECRAuthorizationToken' || kind === 'STSSessionToken');
  return isOfAws ? regions : (usual.find(([pattern]) => pattern.test(place))?.[1] ?? []);
}
