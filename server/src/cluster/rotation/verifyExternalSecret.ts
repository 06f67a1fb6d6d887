import type { Check } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import type { KubeObject } from '../clusterClient.ts';
import { outsideText } from '../live/outsideText.ts';
import { count, objects, text } from './json.ts';
import type { SecretPromise } from './target.ts';

/** Whether the ExternalSecret itself is ready, and whether what it says now has been carried out. */
export function checkExternalSecret(externalSecret: KubeObject, l10n: Localisation): readonly Check[] {
  const ready = readyCondition(externalSecret);
  const title = 'ExternalSecret';
  const message = outsideText(text(ready, 'message') ?? '');
  if (ready === undefined) {
    const detail = l10n.t('It has no condition Ready yet: the operator has not dealt with it. Wait until it is ready.');
    return [{ title, state: 'warning', detail }];
  }
  if (text(ready, 'status') !== 'True') {
    const detail = l10n.t('Not ready: {0}. What follows is the Secret as the last successful sync left it.', message);
    return [{ title, state: 'problem', detail }];
  }
  const synced = Number.parseInt(text(externalSecret, 'status', 'syncedResourceVersion') ?? '', 10);
  const generation = count(externalSecret.metadata, 'generation');
  if (generation !== undefined && !Number.isNaN(synced) && synced !== generation) {
    const detail = l10n.t('Its manifest has changed since the last sync, so the Secret may still be what an older one promised.');
    return [{ title, state: 'warning', detail }];
  }
  return [{ title, state: 'ok', detail: l10n.t('Ready: {0}.', message) }];
}

/** What it means that there is no Secret (ESO 2.9.0: with policies None, Merge and Delete it may be as intended). */
export function checkAbsence(
  externalSecret: KubeObject,
  { namespace, name, creationPolicy }: SecretPromise,
  l10n: Localisation,
): Check {
  const title = 'Secret';
  const absent = l10n.t('Secret {0}/{1} does not exist', namespace, name);
  if (creationPolicy === 'None') return { title, state: 'ok', detail: l10n.t('creationPolicy None: no Secret is written.') };
  if (creationPolicy === 'Merge') {
    const detail = l10n.t(
      '{0}, and creationPolicy Merge makes none: create it, then force a sync, or use CreateOrMerge.',
      absent,
    );
    return { title, state: 'warning', detail };
  }
  if (text(readyCondition(externalSecret), 'reason') === 'SecretDeleted') {
    const detail = l10n.t('{0}: its data are gone from the vault, and deletionPolicy Delete deletes it then.', absent);
    return { title, state: 'ok', detail };
  }
  return {
    title,
    state: 'problem',
    detail: l10n.t('{0}. See why the ExternalSecret does not make it, then force a sync.', absent),
  };
}

function readyCondition(externalSecret: KubeObject) {
  return objects(externalSecret, 'status', 'conditions').find((condition) => text(condition, 'type') === 'Ready');
}
