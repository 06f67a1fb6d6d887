import type { AccessEntry, Clock } from '../host.ts';
import { createAwsProvider } from '../providers/aws/awsProvider.ts';
import { createFakeProvider } from '../providers/fake/fakeProvider.ts';
import type { SecretProvider } from '../providers/secretProvider.ts';
import { createNetwork } from './network.ts';

/** What the back ends are given by the process they run in. */
export interface NodeProvidersOptions {
  readonly clock: Clock;
  /** Gets one line for every remote call. */
  readonly log: (entry: AccessEntry) => void;
  /** How many calls one listing may cost; asked at each listing. */
  readonly maxCallsPerListing?: () => number;
}

/** Every back end that runs on Node, with the process's own environment, proxies and certificate authorities. */
export function createNodeProviders({ clock, log, maxCallsPerListing }: NodeProvidersOptions): readonly SecretProvider[] {
  const network = createNetwork(process.env);
  return [
    createFakeProvider(clock),
    createAwsProvider({ network, clock, log, ...(maxCallsPerListing === undefined ? {} : { maxCallsPerListing }) }),
  ];
}
