import { parameterStoreCanary, secretsManagerCanary } from './aws.ts';
import { azureCanary } from './azure.ts';
import type { CanaryBackEnd } from './backEnd.ts';
import { fakeCanary } from './fake.ts';
import { googleCanary } from './google.ts';
import { openBaoCanary, vaultCanary } from './hashicorp.ts';
import { kubernetesCanary } from './kubernetes.ts';
import { restCanaries } from './rest.ts';

/** Every back end that there is; `test/safety/canaryCoverage.test.ts` fails for one that is missing. */
export const canaryBackEnds: readonly CanaryBackEnd[] = [
  fakeCanary,
  secretsManagerCanary,
  parameterStoreCanary,
  azureCanary,
  kubernetesCanary,
  vaultCanary,
  openBaoCanary,
  googleCanary,
  ...restCanaries,
];
