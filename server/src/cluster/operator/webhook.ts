import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { type Localisation, phrase } from '../../localisation.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import type { ClusterOutcome } from '../outcome.ts';
import { member, objects, text } from '../rotation/json.ts';
import { listKind, valuesOf } from './listKind.ts';

/** What of ESO the API server asks before it admits something. */
export type Webhooks = ClusterOutcome<readonly KubeObject[]>;

/** The configurations with webhooks of ESO: the chart's `secretstore-validate` and `externalsecret-validate`, whatever their names. */
export async function listWebhooks(connection: ClusterConnection, token: CancellationToken): Promise<Webhooks> {
  const found = await listKind(connection, 'admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', {}, token);
  return found.outcome === 'done'
    ? { ...found, value: found.value.filter((configuration) => ownWebhooks(configuration).length > 0) }
    : found;
}

/** The namespaces of the Services behind the webhooks: where ESO is installed. */
export function namespacesOf(webhooks: Webhooks): readonly string[] {
  return [
    ...new Set(
      valuesOf(webhooks)
        .flatMap(ownWebhooks)
        .flatMap((webhook) => text(webhook, 'clientConfig', 'service', 'namespace') ?? []),
    ),
  ];
}

function ownWebhooks(configuration: KubeObject): readonly JsonObject[] {
  return objects(configuration, 'webhooks').filter((webhook) => text(webhook, 'name')?.endsWith('.external-secrets.io'));
}

const title = phrase('Webhook registered');

/** The kinds for which ESO registers a webhook (2.9.0: cmd/controller/webhook.go). */
const judged = ['externalsecrets', 'secretstores', 'clustersecretstores'];

/** Whether the API server knows of the webhooks, trusts them, and finds somebody behind their Service. */
export async function registrationCheck(
  connection: ClusterConnection,
  webhooks: Webhooks,
  token: CancellationToken,
  l10n: Localisation,
): Promise<Check> {
  if (webhooks.outcome !== 'done') return { title: l10n.of(title), state: 'unknown', detail: explainFailure(webhooks, l10n) };
  const own = webhooks.value.flatMap(ownWebhooks);
  const names = webhooks.value.map(({ metadata }) => metadata.name).join(', ');
  if (own.length === 0) {
    const detail = l10n.t(
      'The API server does not ask ESO before it admits something (webhook.create=false): what only the webhook would refuse fails later, or silently.',
    );
    return { title: l10n.of(title), state: 'warning', detail };
  }
  const asked = new Set(
    own.flatMap((webhook) =>
      objects(webhook, 'rules')
        .flatMap((rule) => member(rule, 'resources') ?? [])
        .flat(),
    ),
  );
  const missing = judged.filter((resource) => !asked.has(resource) && !asked.has('*'));
  if (missing.length > 0)
    return {
      title: l10n.of(title),
      state: 'warning',
      detail: l10n.t('{0}: nothing is registered for {1}.', names, missing.join(', ')),
    };
  if (own.some((webhook) => text(webhook, 'clientConfig', 'caBundle') === undefined)) {
    const detail = l10n.t(
      '{0}: a webhook has no caBundle, so the API server trusts none of its certificates. The cert-controller (or cert-manager) puts it there.',
      names,
    );
    return { title: l10n.of(title), state: 'problem', detail };
  }
  const unserved = await unservedService(connection, own, token, l10n);
  if (unserved !== undefined) return { title: l10n.of(title), state: 'problem', detail: unserved };
  const ignores = own.some((webhook) => text(webhook, 'failurePolicy') === 'Ignore')
    ? ` ${l10n.t('Without an answer everything is admitted (failurePolicy Ignore).')}`
    : '';
  return { title: l10n.of(title), state: 'ok', detail: `${l10n.t('{0} for {1}.', names, judged.join(', '))}${ignores}` };
}

/** What is wrong with a Service that the webhooks name: no EndpointSlice has a ready address. */
async function unservedService(
  connection: ClusterConnection,
  own: readonly JsonObject[],
  token: CancellationToken,
  l10n: Localisation,
): Promise<string | undefined> {
  const services = new Map(
    own.flatMap((webhook) => {
      const namespace = text(webhook, 'clientConfig', 'service', 'namespace');
      const name = text(webhook, 'clientConfig', 'service', 'name');
      return namespace === undefined || name === undefined ? [] : [[`${namespace}/${name}`, { namespace, name }] as const];
    }),
  );
  for (const [label, { namespace, name }] of services) {
    const scope = { namespace, labelSelector: `kubernetes.io/service-name=${name}` };
    const slices = await listKind(connection, 'discovery.k8s.io', 'EndpointSlice', scope, token);
    if (slices.outcome !== 'done') continue;
    const ready = slices.value
      .flatMap((slice) => objects(slice, 'endpoints'))
      .filter((endpoint) => member(endpoint, 'conditions', 'ready') !== false);
    if (ready.length === 0)
      return l10n.t(
        "No Pod is ready behind the webhook's Service {0}: every change of an ExternalSecret or a store is refused until one is.",
        label,
      );
  }
  return undefined;
}

/** How ESO's certificates come about: by its cert-controller, or by cert-manager. Undefined where neither is to be seen. */
export function usesCertManager(webhooks: Webhooks): boolean {
  return valuesOf(webhooks).some(
    (configuration) => text(configuration, 'metadata', 'annotations', 'cert-manager.io/inject-ca-from') !== undefined,
  );
}
