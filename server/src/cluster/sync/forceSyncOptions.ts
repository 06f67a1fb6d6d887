import type { ResourceAddress, ResultItem } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import type { Path } from '../../syntax/path.ts';
import type { FailureExplanation } from './explainFailure.ts';

/** What a force-sync needs to know beside its objects. */
export interface ForceSyncOptions {
  readonly clock: Clock;
  /** How long the operator is waited for since its last answer about any of the objects, in milliseconds. */
  readonly waitMs: number;
  /** Whether the context's name must be typed. */
  readonly isProtected: boolean;
  /** The manifest line of a path of an object, where the workspace has it. */
  readonly locate?: (resource: ResourceAddress, path: Path) => ResultItem['place'];
  /** Told of every failure, for the marks in the manifest. */
  readonly onFailure?: (resource: ResourceAddress, failure: FailureExplanation) => void;
  /** Before an object is annotated and after it has been synced, for those who compare its Secret. Not for those that fail. */
  readonly around?: {
    before(secret: ResourceAddress): Promise<void>;
    after(secret: ResourceAddress): Promise<void>;
  };
}
