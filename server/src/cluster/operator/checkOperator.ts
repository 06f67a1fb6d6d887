import type { Check, OperatorReport } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import type { Localisation } from '../../localisation.ts';
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
  { l10n, token, progress }: Pick<Interaction, 'l10n' | 'token' | 'progress'>,
  { clock }: CheckOptions,
): Promise<OperatorReport> {
  const { context } = connection;
  const namespace = context.namespace ?? 'default';
  progress(l10n.t('Looking for ESO in context {0}', context.name), 0);
  const facts = await detectOperator(connection, token);
  if (token.isCancellationRequested) return cancelled(l10n);
  const { definitions, deployments, webhooks, version } = facts;
  if (definitions.outcome === 'unreachable') return refused(explainFailure(definitions, l10n));
  if (definitions.outcome === 'done' && definitions.value.length === 0) {
    const message = l10n.t('ESO is not installed in context {0}: none of its CustomResourceDefinitions is there.', context.name);
    const check: Check = { title: l10n.t('Kinds'), state: 'problem', detail: l10n.t('The API server knows no kind of ESO.') };
    return { outcome: 'done', message, checks: [check], remedies: installing(context, l10n) };
  }
  progress(l10n.t('Looking whether the controller works'), 40);
  const parts = valuesOf(deployments);
  const controller = readiness(parts, 'controller', l10n) ?? notFound(deployments, 'controller', l10n);
  const activity = await activityCheck(connection, { namespace, now: clock.now() }, token, l10n);
  progress(l10n.t('Trying the webhook with a dry run'), 70);
  const registration = await registrationCheck(connection, webhooks, token, l10n);
  const probe = await probeCheck(connection, namespace, token, l10n);
  if (token.isCancellationRequested) return cancelled(l10n);
  const kinds: readonly Check[] =
    definitions.outcome === 'done'
      ? definitionChecks(definitions.value, l10n)
      : [{ title: l10n.t('Kinds'), state: 'unknown', detail: explainFailure(definitions, l10n) }];
  const webhook = readiness(parts, 'webhook', l10n);
  const checks: readonly Check[] = [
    ...kinds,
    versionCheck(facts, l10n),
    { title: l10n.t('Controller'), ...controller },
    activity,
    ...(webhook === undefined ? [] : [{ title: l10n.t('Webhook'), ...webhook }]),
    registration,
    probe,
    certificateCheck(facts, l10n),
  ];
  const isMended = checks.every(({ state }) => state !== 'problem');
  return {
    outcome: 'done',
    message: summary(
      checks,
      l10n.t('{0} in context {1}', version === undefined ? 'ESO' : `ESO ${version.version}`, context.name),
      l10n,
    ),
    checks,
    ...(version === undefined ? {} : { version: version.version }),
    remedies: [...(isMended ? [] : mending(facts, context, l10n)), ...migrating(facts, context, l10n)],
  };
}

function cancelled(l10n: Localisation): OperatorReport {
  return { outcome: 'cancelled', message: l10n.t('Cancelled; nothing was changed.'), checks: [], remedies: [] };
}

function refused(message: string): OperatorReport {
  return { outcome: 'refused', message, checks: [], remedies: [] };
}

function versionCheck({ version, range }: OperatorFacts, l10n: Localisation): Check {
  const title = l10n.t('Version');
  const form = range === undefined ? '' : l10n.t('The form of the kinds is that of {0}', range.words);
  const nothing = l10n.t('Nothing in the cluster names it.');
  if (version === undefined) {
    return { title, state: 'unknown', detail: form === '' ? nothing : `${nothing} ${form}.` };
  }
  const told = l10n.t('{0}, as {1} says.', version.version, version.from);
  const isOutside =
    (range?.least !== undefined && isOlder(version.version, range.least)) ||
    (range?.below !== undefined && !isOlder(version.version, range.below));
  if (!isOutside) return { title, state: 'ok', detail: told };
  const detail = l10n.t(
    '{0} {1}: controller and CustomResourceDefinitions do not belong together. Upgrade both to one version.',
    told,
    form,
  );
  return { title, state: 'warning', detail };
}

function isOlder(version: string, than: string): boolean {
  const [a = [], b = []] = [version, than].map((one) => one.split('.').map(Number));
  return (a[0] ?? 0) !== (b[0] ?? 0) ? (a[0] ?? 0) < (b[0] ?? 0) : (a[1] ?? 0) < (b[1] ?? 0);
}

function certificateCheck({ deployments, webhooks }: OperatorFacts, l10n: Localisation): Check {
  const title = l10n.t('Certificates');
  const found = readiness(valuesOf(deployments), 'cert-controller', l10n);
  if (found !== undefined) return { title, ...found };
  if (usesCertManager(webhooks))
    return { title, state: 'ok', detail: l10n.t('cert-manager looks after the certificate of the webhook.') };
  return { title, ...notFound(deployments, 'cert-controller', l10n) };
}

/** One line: what is wrong first, then what could not be seen. */
function summary(checks: readonly Check[], subject: string, l10n: Localisation): string {
  const of = (state: Check['state']) => checks.filter((check) => check.state === state);
  const [problems, warnings, unknown] = [of('problem'), of('warning'), of('unknown')];
  const [worst] = [...problems, ...warnings];
  if (worst !== undefined) {
    const bad = problems.length === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems.length);
    const doubtful = warnings.length === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings.length);
    const [first = '', second] = [...(problems.length > 0 ? [bad] : []), ...(warnings.length > 0 ? [doubtful] : [])];
    const counts = second === undefined ? first : l10n.t('{0} and {1}', first, second);
    return `${subject}: ${counts}. ${worst.title}: ${worst.detail}`;
  }
  const fine = checks.length - unknown.length;
  return unknown.length === 0
    ? l10n.t('{0}: all {1} checks are fine.', subject, fine)
    : l10n.t('{0}: {1} checks are fine, {2} could not be made.', subject, fine, unknown.length);
}
