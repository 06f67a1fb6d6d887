import type { Check, OperatorReport } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { activityCheck } from './activity.ts';
import { definitionChecks } from './definitions.ts';
import { detectOperator, type OperatorFacts } from './detectOperator.ts';
import { valuesOf } from './listKind.ts';
import { probeCheck } from './probe.ts';
import { installing, mending, migrating } from './remedies.ts';
import { registrationCheck, usesCertManager } from './webhook.ts';
import { notFound, readiness } from './workloads.ts';

/** What the check is given. */
export interface CheckOptions {
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Looks whether ESO is installed and works: kinds, version, controller, webhook, certificates. Reads, and makes one dry run; nothing
 * is changed. What the login may not see is `unknown`, with the right that is missing.
 */
export async function checkOperator(
  connection: ClusterConnection,
  { token, progress }: Pick<Interaction, 'token' | 'progress'>,
  { clock }: CheckOptions,
): Promise<OperatorReport> {
  const { context } = connection;
  const namespace = context.namespace ?? 'default';
  progress(`Looking for ESO in context ${context.name}`, 0);
  const facts = await detectOperator(connection, token);
  if (token.isCancellationRequested) return cancelled;
  const { definitions, deployments, webhooks, version } = facts;
  if (definitions.outcome === 'unreachable') return refused(explainFailure(definitions));
  if (definitions.outcome === 'done' && definitions.value.length === 0) {
    const message = `ESO is not installed in context ${context.name}: none of its CustomResourceDefinitions is there.`;
    const check: Check = { title: 'Kinds', state: 'problem', detail: 'The API server knows no kind of ESO.' };
    return { outcome: 'done', message, checks: [check], remedies: installing(context) };
  }
  progress('Looking whether the controller works', 40);
  const parts = valuesOf(deployments);
  const controller = readiness(parts, 'controller') ?? notFound(deployments, 'controller');
  const activity = await activityCheck(connection, { namespace, now: clock.now() }, token);
  progress('Trying the webhook with a dry run', 70);
  const registration = await registrationCheck(connection, webhooks, token);
  const probe = await probeCheck(connection, namespace, token);
  if (token.isCancellationRequested) return cancelled;
  const kinds: readonly Check[] =
    definitions.outcome === 'done'
      ? definitionChecks(definitions.value)
      : [{ title: 'Kinds', state: 'unknown', detail: explainFailure(definitions) }];
  const webhook = readiness(parts, 'webhook');
  const checks: readonly Check[] = [
    ...kinds,
    versionCheck(facts),
    { title: 'Controller', ...controller },
    activity,
    ...(webhook === undefined ? [] : [{ title: 'Webhook', ...webhook }]),
    registration,
    probe,
    certificateCheck(facts),
  ];
  const isMended = checks.every(({ state }) => state !== 'problem');
  return {
    outcome: 'done',
    message: summary(checks, `ESO${version === undefined ? '' : ` ${version.version}`} in context ${context.name}`),
    checks,
    ...(version === undefined ? {} : { version: version.version }),
    remedies: [...(isMended ? [] : mending(facts, context)), ...migrating(facts, context)],
  };
}

const cancelled: OperatorReport = { outcome: 'cancelled', message: 'Cancelled; nothing was changed.', checks: [], remedies: [] };

function refused(message: string): OperatorReport {
  return { outcome: 'refused', message, checks: [], remedies: [] };
}

function versionCheck({ version, range }: OperatorFacts): Check {
  const title = 'Version';
  const form = range === undefined ? '' : `The form of the kinds is that of ${range.words}`;
  if (version === undefined) {
    return { title, state: 'unknown', detail: `Nothing in the cluster names it.${form === '' ? '' : ` ${form}.`}` };
  }
  const told = `${version.version}, as ${version.from} says.`;
  const isOutside =
    (range?.least !== undefined && isOlder(version.version, range.least)) ||
    (range?.below !== undefined && !isOlder(version.version, range.below));
  if (!isOutside) return { title, state: 'ok', detail: told };
  const detail = `${told} ${form}: controller and CustomResourceDefinitions do not belong together. Upgrade both to one version.`;
  return { title, state: 'warning', detail };
}

function isOlder(version: string, than: string): boolean {
  const [a = [], b = []] = [version, than].map((one) => one.split('.').map(Number));
  return (a[0] ?? 0) !== (b[0] ?? 0) ? (a[0] ?? 0) < (b[0] ?? 0) : (a[1] ?? 0) < (b[1] ?? 0);
}

function certificateCheck({ deployments, webhooks }: OperatorFacts): Check {
  const title = 'Certificates';
  const found = readiness(valuesOf(deployments), 'cert-controller');
  if (found !== undefined) return { title, ...found };
  if (usesCertManager(webhooks))
    return { title, state: 'ok', detail: 'cert-manager looks after the certificate of the webhook.' };
  return { title, ...notFound(deployments, 'cert-controller') };
}

/** One line: what is wrong first, then what could not be seen. */
function summary(checks: readonly Check[], subject: string): string {
  const of = (state: Check['state']) => checks.filter((check) => check.state === state);
  const [problems, warnings, unknown] = [of('problem'), of('warning'), of('unknown')];
  const [worst] = [...problems, ...warnings];
  const many = (found: readonly Check[], word: string) =>
    found.length === 0 ? [] : [`${found.length} ${word}${found.length === 1 ? '' : 's'}`];
  if (worst !== undefined) {
    const counts = [...many(problems, 'problem'), ...many(warnings, 'warning')].join(' and ');
    return `${subject}: ${counts}. ${worst.title}: ${worst.detail}`;
  }
  const fine = `${checks.length - unknown.length} checks are fine`;
  return unknown.length === 0 ? `${subject}: all ${fine}.` : `${subject}: ${fine}, ${unknown.length} could not be made.`;
}
