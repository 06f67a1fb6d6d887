import type { AccessEntry, Clock } from '../host.ts';
import { akeyless } from '../providers/akeyless/akeyless.ts';
import { createAwsProvider } from '../providers/aws/awsProvider.ts';
import type { Network } from '../providers/aws/network.ts';
import { parameterStore } from '../providers/aws/parameterStore/parameterStore.ts';
import { secretsManager } from '../providers/aws/secretsManager/secretsManager.ts';
import { createAzureProvider } from '../providers/azure/azureProvider.ts';
import { bitwardenSecretsManager } from '../providers/bitwardensecretsmanager/bitwardenSecretsManager.ts';
import { conjur } from '../providers/conjur/conjur.ts';
import { delinea } from '../providers/delinea/delinea.ts';
import { doppler } from '../providers/doppler/doppler.ts';
import { createFakeProvider } from '../providers/fake/fakeProvider.ts';
import { gitlab } from '../providers/gitlab/gitlab.ts';
import { createGoogleProvider } from '../providers/google/googleProvider.ts';
import { createHashicorpProvider } from '../providers/hashicorp/hashicorpProvider.ts';
import { hashicorpVault, openBao } from '../providers/hashicorp/product.ts';
import { ibm } from '../providers/ibm/ibm.ts';
import { infisical } from '../providers/infisical/infisical.ts';
import { createKubernetesProvider } from '../providers/kubernetes/kubernetesProvider.ts';
import { onepassword } from '../providers/onepassword/onepassword.ts';
import { oracle } from '../providers/oracle/oracle.ts';
import { createRestProvider } from '../providers/rest/restProvider.ts';
import type { RestServiceOptions } from '../providers/rest/restService.ts';
import { scaleway } from '../providers/scaleway/scaleway.ts';
import type { SecretProvider } from '../providers/secretProvider.ts';
import { yandexLockbox } from '../providers/yandexlockbox/yandexLockbox.ts';
import { createClusterClient } from './cluster/clusterClient.ts';
import { readHomeFile } from './homeFile.ts';
import { createRestTransport } from './restTransport.ts';
import { rsaSignature } from './rsaSignature.ts';

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
  let ways: Promise<Network> | undefined;
  const network = () => {
    ways ??= import('./network.ts').then(({ createNetwork }) => createNetwork(process.env));
    return ways;
  };
  const remote = { network, clock, log, ...(maxCallsPerListing === undefined ? {} : { maxCallsPerListing }) };
  const clusters = createClusterClient({ env: process.env, clock, log });
  const rest: RestServiceOptions = {
    ...remote,
    env: process.env,
    transport: (authorities: readonly string[]) => createRestTransport(process.env, clock, authorities),
    readHomeFile: (path: string) => readHomeFile(path, process.env),
    signature: rsaSignature,
  };
  return [
    createFakeProvider(clock),
    createAwsProvider(secretsManager, remote),
    createAwsProvider(parameterStore, remote),
    createAzureProvider(rest),
    createKubernetesProvider({ ...remote, clusters }),
    createHashicorpProvider(hashicorpVault, rest),
    createHashicorpProvider(openBao, rest),
    createGoogleProvider({ ...rest, nodeVersion: process.versions.node }),
    ...createRestProviders(rest),
  ];
}

/** The back ends that are spoken to by plain HTTP with a token of the developer's. */
export function createRestProviders(options: RestServiceOptions): readonly SecretProvider[] {
  return [
    createRestProvider(akeyless, options),
    createRestProvider(bitwardenSecretsManager, options),
    createRestProvider(conjur, options),
    createRestProvider(delinea, options),
    createRestProvider(doppler, options),
    createRestProvider(gitlab, options),
    createRestProvider(ibm, options),
    createRestProvider(infisical, options),
    createRestProvider(onepassword, options),
    createRestProvider(oracle, options),
    createRestProvider(scaleway, options),
    createRestProvider(yandexLockbox, options),
  ];
}
