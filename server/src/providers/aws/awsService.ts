import type { Clock } from '../../host.ts';
import type { ProviderCapabilities, SecretCatalog } from '../secretProvider.ts';
import type { AwsStore } from './awsStore.ts';
import type { Caller } from './caller.ts';
import type { ClientConfig } from './client.ts';
import type { ServiceNames } from './serviceNames.ts';

/** One service of AWS that ESO reads. `Client` is what its calls are made with. */
export interface AwsService<Client> extends ServiceNames {
  readonly capabilities: ProviderCapabilities;
  readonly verifiedAgainst: string;
  /** The page of the AWS console for a key of a manifest, below the console's address; undefined where that is not certain. */
  consolePath(key: string, store: AwsStore): string | undefined;
  /** Loads the service's part of the SDK. */
  connect(config: ClientConfig): Promise<Client>;
  catalog(options: CatalogOptions<Client>): SecretCatalog;
}

/** What a catalog over one region, as one login, needs. */
export interface CatalogOptions<Client> {
  readonly call: Caller<Client>;
  readonly clock: Clock;
  /** What ESO puts before every key of the store. */
  readonly prefix: string;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost. */
  readonly maxCalls: () => number;
  /** The address of a page of the AWS console in this region; undefined where calls go to something that is not AWS. */
  readonly consolePage: (path: string) => string | undefined;
}
