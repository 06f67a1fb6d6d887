import type { CancellationToken } from '../../cancellation.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import type { ClusterOutcome } from '../outcome.ts';
import { listDefinitions, rangeOf, type VersionRange } from './definitions.ts';
import { valuesOf } from './listKind.ts';
import { listWebhooks, namespacesOf, type Webhooks } from './webhook.ts';
import { listDeployments, type NamedVersion, type PartDeployment, versionOf } from './workloads.ts';

/** What can be seen of ESO in a cluster. Each part is an outcome of its own: some logins see one and not the other. */
export interface OperatorFacts {
  /** ESO's CustomResourceDefinitions; empty: it is not installed. */
  readonly definitions: ClusterOutcome<readonly KubeObject[]>;
  readonly deployments: ClusterOutcome<readonly PartDeployment[]>;
  readonly webhooks: Webhooks;
  /** Undefined where nothing names it. */
  readonly version: NamedVersion | undefined;
  /** What the form of the CRDs says about it. */
  readonly range: VersionRange | undefined;
}

/** The namespace in which ESO's documentation installs it. */
export const usualNamespace = 'external-secrets';

/**
 * Looks for ESO: its CRDs, its webhooks and its Deployments, and what version they name (the controller's image first, then labels,
 * then those of the CRDs). A handful of listings; nothing is changed.
 */
export async function detectOperator(connection: ClusterConnection, token: CancellationToken): Promise<OperatorFacts> {
  const [definitions, webhooks] = await Promise.all([listDefinitions(connection, token), listWebhooks(connection, token)]);
  const likely = [...new Set([...namespacesOf(webhooks), usualNamespace])];
  const deployments = await listDeployments(connection, likely, token);
  const parts = [...valuesOf(deployments)].sort((a, b) => Number(b.part === 'controller') - Number(a.part === 'controller'));
  const naming = [...parts.map(({ deployment }) => deployment), ...valuesOf(definitions)];
  const version = naming.map(versionOf).find((named) => named !== undefined);
  return { definitions, deployments, webhooks, version, range: rangeOf(valuesOf(definitions)) };
}
