import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { type Localisation, type Phrase, phrase } from '../../localisation.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import { outsideText } from '../live/outsideText.ts';
import { type ClusterOutcome, done } from '../outcome.ts';
import { count, member, objects, text } from '../rotation/json.ts';
import { listKind, valuesOf } from './listKind.ts';

/** The parts that ESO's chart installs, each as a Deployment. */
export type Part = 'controller' | 'webhook' | 'cert-controller';

/** One of ESO's Deployments. */
export interface PartDeployment {
  readonly part: Part;
  readonly deployment: KubeObject;
}

const chartNames: Readonly<Record<string, Part>> = {
  'external-secrets': 'controller',
  'external-secrets-webhook': 'webhook',
  'external-secrets-cert-controller': 'cert-controller',
};

/**
 * ESO's Deployments: those with the chart's labels; where there are none, or not all namespaces may be listed, those of the given
 * namespaces that run ESO's image.
 */
export async function listDeployments(
  connection: ClusterConnection,
  likelyNamespaces: readonly string[],
  token: CancellationToken,
): Promise<ClusterOutcome<readonly PartDeployment[]>> {
  const labelSelector = `app.kubernetes.io/name in (${Object.keys(chartNames).join(',')})`;
  const everywhere = await listKind(connection, 'apps', 'Deployment', { labelSelector }, token);
  if (valuesOf(everywhere).length > 0) return done(partsOf(valuesOf(everywhere)));
  if (everywhere.outcome === 'unreachable') return everywhere;
  const found: KubeObject[] = [];
  for (const namespace of likelyNamespaces) {
    const inside = await listKind(connection, 'apps', 'Deployment', { namespace }, token);
    found.push(...valuesOf(inside).filter(runsEso));
  }
  return found.length > 0 || everywhere.outcome === 'done' ? done(partsOf(found)) : everywhere;
}

/** Whether one of the containers is ESO: the images of the project and their mirrors end so. */
function runsEso(deployment: KubeObject): boolean {
  return imagesOf(deployment).some((image) => /(^|\/)external-secrets(@|:|$)/.test(image));
}

function partsOf(deployments: readonly KubeObject[]): readonly PartDeployment[] {
  return deployments.map((deployment) => ({ part: partOf(deployment), deployment }));
}

function partOf(deployment: KubeObject): Part {
  const args = objects(deployment, 'spec', 'template', 'spec', 'containers').flatMap((container) => {
    const [first] = (member(container, 'args') ?? []) as readonly unknown[];
    return String(first);
  });
  if (args.includes('webhook')) return 'webhook';
  if (args.includes('certcontroller')) return 'cert-controller';
  return chartNames[text(deployment, 'metadata', 'labels', 'app.kubernetes.io/name') ?? ''] ?? 'controller';
}

/** An ESO version, and where it says so. */
export interface NamedVersion {
  /** `2.9.0`. */
  readonly version: string;
  /** `the image of Deployment external-secrets/external-secrets`. */
  readonly from: Phrase;
}

/** The version that an object names: the tag of an image, the label with the application's version, the chart's name. */
export function versionOf(object: KubeObject): NamedVersion | undefined {
  const { namespace, name } = object.metadata;
  const where = namespace === undefined ? `${name}` : `Deployment ${namespace}/${name}`;
  const images = imagesOf(object).filter((image) => image.includes('external-secrets'));
  const label = (key: string) => text(object, 'metadata', 'labels', key) ?? '';
  const candidates: readonly (readonly [Phrase, string | undefined])[] = [
    ...images.map((image): readonly [Phrase, string | undefined] => [
      phrase('the image of {0}', where),
      /:v?(\d+\.\d+\.\d+)[^/]*$/.exec(image.replace(/@.*$/, ''))?.[1],
    ]),
    [phrase('the labels of {0}', where), /^v?(\d+\.\d+\.\d+)/.exec(label('app.kubernetes.io/version'))?.[1]],
    [phrase('the chart of {0}', where), /^external-secrets-v?(\d+\.\d+\.\d+)/.exec(label('helm.sh/chart'))?.[1]],
  ];
  const [source, version] = candidates.find((candidate) => candidate[1] !== undefined) ?? [];
  return version === undefined || source === undefined ? undefined : { version, from: source };
}

/** How the Deployment of a part stands; undefined where there is none. */
export function readiness(
  parts: readonly PartDeployment[],
  part: Part,
  l10n: Localisation,
): Pick<Check, 'state' | 'detail'> | undefined {
  const found = parts.find((one) => one.part === part)?.deployment;
  if (found === undefined) return undefined;
  const wanted = count(found, 'spec', 'replicas') ?? 1;
  const ready = count(found, 'status', 'readyReplicas') ?? 0;
  const name = `Deployment ${String(found.metadata['namespace'])}/${found.metadata.name}`;
  if (wanted === 0) return { state: 'problem', detail: l10n.t('{0} is scaled to 0: nothing runs.', name) };
  if (ready === 0) return { state: 'problem', detail: l10n.t('{0} has no ready Pod{1}.', name, reasonOf(found)) };
  const detail = l10n.t('{0}: {1} of {2} Pods ready{3}.', name, ready, wanted, ready < wanted ? reasonOf(found) : '');
  return { state: ready < wanted ? 'warning' : 'ok', detail };
}

/** What is said of a part whose Deployment was not found. */
export function notFound(
  deployments: ClusterOutcome<readonly PartDeployment[]>,
  part: Part,
  l10n: Localisation,
): Pick<Check, 'state' | 'detail'> {
  if (deployments.outcome !== 'done') return { state: 'unknown', detail: explainFailure(deployments, l10n) };
  const detail = l10n.t(
    "There is no Deployment that looks like ESO's {0}: it may run in another form, or outside of this cluster.",
    part,
  );
  return { state: 'unknown', detail };
}

function reasonOf(deployment: KubeObject): string {
  const bad = objects(deployment, 'status', 'conditions').find(
    ({ type, status }) => (type === 'ReplicaFailure' && status === 'True') || (type === 'Available' && status === 'False'),
  );
  const message = text(bad, 'message');
  return message === undefined ? '' : `: ${outsideText(message).replace(/\.$/, '')}`;
}

function imagesOf(object: KubeObject): readonly string[] {
  return objects(object, 'spec', 'template', 'spec', 'containers').flatMap((container) => text(container, 'image') ?? []);
}
