import type { CommandResult, ResourceAddress, ResultItem } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import type { Path } from '../../syntax/path.ts';
import type { KubeObject } from '../clusterClient.ts';
import { dataHashAnnotation } from '../eso.ts';
import { describeFailure } from '../outcome.ts';
import { describeEvent, withoutStop } from './events.ts';
import { explainFailure, type FailureExplanation } from './explainFailure.ts';
import type { Sight } from './follow.ts';
import { addressOf, annotation, nameOf, readyOf, targetName, textAt } from './objects.ts';
import { operatorText } from './operatorText.ts';
import type { Followed, LeftOut } from './prepare.ts';

/** Who wants to know of failures and where they stand in manifests. */
export interface Marks {
  readonly locate?: (resource: ResourceAddress, path: Path) => ResultItem['place'];
  readonly onFailure?: (resource: ResourceAddress, failure: FailureExplanation) => void;
}

/** The item of an object that was left out. */
export function refusedItem({ ref, reason, fix }: LeftOut, { locate }: Marks): ResultItem {
  const resource = addressOf(ref);
  const place = locate?.(resource, ['spec']);
  return { resource, state: 'refused', message: `${reason} ${fix}`.trim(), ...(place === undefined ? {} : { place }) };
}

/** The item of an object that was synced, by comparing the data hash of its Secret before and after. */
export function syncedItem(
  { ref, object, target }: Followed,
  now: KubeObject,
  after: Followed['target'],
  l10n: Localisation,
): ResultItem {
  const resource = addressOf(ref);
  const said = readyOf(now)?.message ?? '';
  if (ref.type.kind === 'PushSecret')
    return { resource, state: 'synced', message: `${withoutStop(operatorText(said)) || 'Pushed'}.` };
  const name = targetName(object);
  const unchanged = (message: string): ResultItem => ({ resource, state: 'unchanged', message });
  if (said !== '' && said !== 'secret synced') return unchanged(`${withoutStop(operatorText(said))}.`);
  if (textAt(object, ['spec', 'target', 'creationPolicy']) === 'None')
    return unchanged(l10n.t('Fetched; with creationPolicy: None nothing is written to a Secret.'));
  if (after === undefined || after === 'absent' || target === undefined)
    return {
      resource,
      state: 'synced',
      message: l10n.t('Synced; whether the data of Secret {0} have changed could not be seen.', name),
    };
  const changed: Pick<ResultItem, 'resource' | 'state' | 'next'> = {
    resource,
    state: 'synced',
    next: [
      { title: l10n.t('Show Rotation Impact'), step: 'rotation-impact' },
      { title: l10n.t('Verify Secret'), step: 'verify' },
    ],
  };
  if (target === 'absent') return { ...changed, message: l10n.t('Synced: Secret {0} was created.', name) };
  if (annotation(after, dataHashAnnotation) !== annotation(target, dataHashAnnotation))
    return { ...changed, message: l10n.t('Synced: the data of Secret {0} have changed.', name) };
  if (now['kind'] === 'ExternalSecret' && isImmutable(now))
    return unchanged(
      l10n.t('Unchanged: target.immutable is set, so ESO never updates Secret {0}; delete it to have it made anew.', name),
    );
  return unchanged(l10n.t('Synced: the data of Secret {0} are unchanged, the vault has the same values.', name));
}

/** The item of an object that the operator could not sync; its explanation goes to the marks as well. */
export function failedItem(followed: Followed, message: string, marks: Marks, l10n: Localisation): ResultItem {
  const failure = explainFailure(message, followed.object, l10n);
  const resource = addressOf(followed.ref);
  const owner = followed.via === undefined ? resource : addressOf(followed.via);
  // In the manifest of a ClusterExternalSecret the spec of its children stands deeper.
  const path = followed.via === undefined ? failure.path : ['spec', 'externalSecretSpec', ...failure.path.slice(1)];
  marks.onFailure?.(owner, { ...failure, path });
  const place = marks.locate?.(owner, path);
  return {
    resource,
    state: 'failed',
    message: `${withoutStop(failure.text)}. ${failure.hint}`,
    ...(place === undefined ? {} : { place }),
    next: [
      ...(place === undefined ? [] : [{ title: l10n.t('Show in Manifest'), step: 'open' } as const]),
      { title: l10n.t('Force Sync Again'), step: 'force-sync' },
    ],
  };
}

/** The item of an object about which nothing was heard. `now` in epoch milliseconds. */
export function unansweredItem(
  followed: Followed,
  sight: Sight,
  passedOn: boolean,
  waitMs: number,
  now: number,
  l10n: Localisation,
): ResultItem {
  const { ref, via, object } = followed;
  const sentences = [l10n.t('No new answer within {0} s.', Math.round(waitMs / 1000))];
  if (sight.problem !== undefined)
    sentences.push(
      l10n.t(
        'The watch is interrupted, an answer may have been missed: {0}.',
        withoutStop(operatorText(describeFailure(sight.problem, l10n))),
      ),
    );
  else if (via !== undefined && !passedOn)
    sentences.push(l10n.t('ClusterExternalSecret {0} has not passed the annotation on to it.', via.name));
  sentences.push(describeEvent(sight.events[0], now, l10n));
  sentences.push(
    readyOf(object)?.status === 'False'
      ? l10n.t('It was failing before; the operator limits its events, so the same failure again may go unsaid.')
      : l10n.t('Check that ESO is running (Check ESO Installation).'),
  );
  const next: ResultItem['next'] = [
    { title: l10n.t('Wait until Ready'), step: 'wait' },
    { title: l10n.t('Force Sync Again'), step: 'force-sync' },
  ];
  return { resource: addressOf(ref), state: 'no-answer', message: sentences.join(' '), next };
}

/** All items as a result, with one line that says what happened. */
export function summary(items: readonly ResultItem[], l10n: Localisation, outcome?: CommandResult['outcome']): CommandResult {
  const count = (...states: readonly string[]) => items.filter(({ state }) => states.includes(state)).length;
  const bad = count('failed', 'no-answer');
  const ended = outcome ?? (bad > 0 ? 'failed' : count('synced', 'unchanged') > 0 ? 'done' : 'refused');
  const [only] = items;
  if (items.length === 1 && only) return { outcome: ended, message: `${nameOf(only.resource)}: ${only.message}`, items };
  const parts = [
    [count('synced', 'unchanged'), l10n.t('synced')],
    [count('unchanged'), l10n.t('of them unchanged')],
    [count('failed'), l10n.t('failed')],
    [count('no-answer'), l10n.t('without an answer')],
    [count('cancelled'), l10n.t('not waited for')],
    [count('refused'), l10n.t('left out')],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  const worst = items.find(({ state }) => state === 'failed') ?? items.find(({ state }) => state === 'no-answer');
  const example = worst === undefined ? '' : ` ${nameOf(worst.resource)}: ${worst.message}`;
  return { outcome: ended, message: l10n.t('Force-sync of {0}: {1}.{2}', items.length, said.join(', '), example), items };
}

function isImmutable(object: KubeObject): boolean {
  const target = (object['spec'] as { readonly target?: { readonly immutable?: unknown } } | undefined)?.target;
  return target?.immutable === true;
}
