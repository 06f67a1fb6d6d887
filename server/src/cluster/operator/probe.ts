import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { type Localisation, phrase } from '../../localisation.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { outsideText } from '../live/outsideText.ts';
import type { ClusterOutcome, Refused } from '../outcome.ts';

const title = phrase('Webhook answers');

const probeName = 'vscode-external-secrets-probe';

/**
 * Whether ESO's webhook judges what is applied: a dry run of an ExternalSecret without data, which the schema admits and the webhook
 * refuses (`either data or dataFrom should be specified`). Nothing is stored, whatever the answer.
 */
export async function probeCheck(
  connection: ClusterConnection,
  namespace: string,
  token: CancellationToken,
  l10n: Localisation,
): Promise<Check> {
  const found = await connection.resourceType(esoGroup, 'ExternalSecret', undefined, token);
  if (found.outcome !== 'done') return { title: l10n.of(title), state: 'unknown', detail: explainFailure(found, l10n) };
  const type = found.value;
  if (type === undefined)
    return {
      title: l10n.of(title),
      state: 'unknown',
      detail: l10n.t('ExternalSecret is not served, so the webhook cannot be tried.'),
    };
  const lacking: string[] = [];
  for (const verb of ['patch', 'create']) {
    const may = await connection.can({ verb, group: type.group, resource: type.resource, namespace }, token);
    if (may.outcome === 'done' && !may.value) lacking.push(verb);
  }
  if (lacking.length > 0) {
    const detail = l10n.t(
      'It is tried with a dry run, for which your login lacks the right to {0} in namespace {1}.',
      `${lacking.join(', ')} ${type.resource}.${type.group}`,
      namespace,
    );
    return { title: l10n.of(title), state: 'unknown', detail };
  }
  const ref: ObjectRef = { type, namespace, name: probeName };
  const object = {
    apiVersion: `${type.group}/${type.version}`,
    kind: 'ExternalSecret',
    metadata: { name: probeName, namespace },
    spec: {},
  };
  return {
    title: l10n.of(title),
    ...judge(await connection.apply(ref, object, { dryRun: true, force: false }, token), namespace, l10n),
  };
}

function judge(answer: ClusterOutcome<KubeObject>, namespace: string, l10n: Localisation): Pick<Check, 'state' | 'detail'> {
  if (answer.outcome === 'unreachable') return { state: 'unknown', detail: explainFailure(answer, l10n) };
  if (answer.outcome === 'done') {
    const detail = l10n.t(
      'An ExternalSecret without data was admitted (a dry run in namespace {0}): no webhook of ESO judges what is applied there.',
      namespace,
    );
    return { state: 'warning', detail };
  }
  const { message } = answer;
  if (/failed calling webhook "[^"]*external-?secret/.test(message))
    return { state: 'problem', detail: unanswered(answer, l10n) };
  if (/admission webhook "[^"]*external-?secret[^"]*" denied the request/.test(message)) {
    return {
      state: 'ok',
      detail: l10n.t('It refused an ExternalSecret without data, as it should (a dry run in namespace {0}).', namespace),
    };
  }
  if (answer.status === 404) {
    return { state: 'unknown', detail: l10n.t('It is tried with a dry run in namespace {0}, which does not exist.', namespace) };
  }
  if (/denied the request|failed calling webhook/.test(message)) {
    return { state: 'unknown', detail: l10n.t('Somebody else refused the dry run first: {0}', outsideText(message)) };
  }
  return { state: 'unknown', detail: explainFailure(answer, l10n) };
}

function unanswered({ message }: Refused, l10n: Localisation): string {
  const [, webhook = 'it'] = /failed calling webhook "([^"]+)"/.exec(message) ?? [];
  const every = l10n.t('Until it answers, every change of an ExternalSecret or a store is refused.');
  const is = (pattern: RegExp) => pattern.test(message);
  const why = is(/no endpoints available|connection refused|no such host/)
    ? l10n.t('nobody listens there: its Pods are not ready')
    : is(/x509|certificate/)
      ? l10n.t('the API server does not trust its certificate: the cert-controller (or cert-manager) has not renewed it')
      : is(/deadline exceeded|timeout|Client\.Timeout/)
        ? l10n.t(
            "no answer came in time: a firewall or network policy between the API server and the Pods may keep it from port 10250 (the chart's webhook.port)",
          )
        : outsideText(message);
  return l10n.t('The API server cannot ask {0}: {1}. {2}', webhook, why, every);
}
