import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { outsideText } from '../live/outsideText.ts';
import type { ClusterOutcome, Refused } from '../outcome.ts';

const title = 'Webhook answers';

const probeName = 'vscode-external-secrets-probe';

/**
 * Whether ESO's webhook judges what is applied: a dry run of an ExternalSecret without data, which the schema admits and the webhook
 * refuses (`either data or dataFrom should be specified`). Nothing is stored, whatever the answer.
 */
export async function probeCheck(connection: ClusterConnection, namespace: string, token: CancellationToken): Promise<Check> {
  const found = await connection.resourceType(esoGroup, 'ExternalSecret', undefined, token);
  if (found.outcome !== 'done') return { title, state: 'unknown', detail: explainFailure(found) };
  const type = found.value;
  if (type === undefined)
    return { title, state: 'unknown', detail: 'ExternalSecret is not served, so the webhook cannot be tried.' };
  const lacking: string[] = [];
  for (const verb of ['patch', 'create']) {
    const may = await connection.can({ verb, group: type.group, resource: type.resource, namespace }, token);
    if (may.outcome === 'done' && !may.value) lacking.push(verb);
  }
  if (lacking.length > 0) {
    const detail = `It is tried with a dry run, for which your login lacks the right to ${lacking.join(' and ')} ${type.resource}.${type.group} in namespace ${namespace}.`;
    return { title, state: 'unknown', detail };
  }
  const ref: ObjectRef = { type, namespace, name: probeName };
  const object = {
    apiVersion: `${type.group}/${type.version}`,
    kind: 'ExternalSecret',
    metadata: { name: probeName, namespace },
    spec: {},
  };
  return { title, ...judge(await connection.apply(ref, object, { dryRun: true, force: false }, token), namespace) };
}

function judge(answer: ClusterOutcome<KubeObject>, namespace: string): Pick<Check, 'state' | 'detail'> {
  if (answer.outcome === 'unreachable') return { state: 'unknown', detail: explainFailure(answer) };
  if (answer.outcome === 'done') {
    const detail = `An ExternalSecret without data was admitted (a dry run in namespace ${namespace}): no webhook of ESO judges what is applied there.`;
    return { state: 'warning', detail };
  }
  const { message } = answer;
  if (/failed calling webhook "[^"]*external-?secret/.test(message)) return { state: 'problem', detail: unanswered(answer) };
  if (/admission webhook "[^"]*external-?secret[^"]*" denied the request/.test(message)) {
    return {
      state: 'ok',
      detail: `It refused an ExternalSecret without data, as it should (a dry run in namespace ${namespace}).`,
    };
  }
  if (answer.status === 404) {
    return { state: 'unknown', detail: `It is tried with a dry run in namespace ${namespace}, which does not exist.` };
  }
  if (/denied the request|failed calling webhook/.test(message)) {
    return { state: 'unknown', detail: `Somebody else refused the dry run first: ${outsideText(message)}` };
  }
  return { state: 'unknown', detail: explainFailure(answer) };
}

function unanswered({ message }: Refused): string {
  const [, webhook = 'it'] = /failed calling webhook "([^"]+)"/.exec(message) ?? [];
  const every = 'Until it answers, every change of an ExternalSecret or a store is refused.';
  const is = (pattern: RegExp) => pattern.test(message);
  const why = is(/no endpoints available|connection refused|no such host/)
    ? 'nobody listens there: its Pods are not ready'
    : is(/x509|certificate/)
      ? 'the API server does not trust its certificate: the cert-controller (or cert-manager) has not renewed it'
      : is(/deadline exceeded|timeout|Client\.Timeout/)
        ? "no answer came in time: a firewall or network policy between the API server and the Pods may keep it from port 10250 (the chart's webhook.port)"
        : outsideText(message);
  return `The API server cannot ask ${webhook}: ${why}. ${every}`;
}
