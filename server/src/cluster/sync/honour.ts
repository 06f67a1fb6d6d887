import { type Phrase, phrase } from '../../localisation.ts';
import { isNoInterval } from '../../model/externalSecret.ts';
import type { KubeObject } from '../clusterClient.ts';
import { dataHashAnnotation, managedLabel } from '../eso.ts';
import { annotation, clusterOwner, externalSecretSpec, syncedVersion, targetName, textAt } from './objects.ts';

/** Whether the controller would fetch again because of an annotation. */
export type Honoured =
  | {
      readonly honoured: true;
      /** What people should know beforehand; sentences. */
      readonly notes: readonly Phrase[];
    }
  | {
      readonly honoured: false;
      /** A sentence that names the field. */
      readonly reason: Phrase;
      /** A sentence: what to do instead. */
      readonly fix: Phrase;
    };

/** What has to be known beside the object. */
export interface Situation {
  /** The metadata of an ExternalSecret's target Secret; `absent`; undefined where they could not be read. */
  readonly target?: KubeObject | 'absent' | undefined;
  /** The stores whose `spec.controller` names a class, in words: `SecretStore a (class other)`. */
  readonly otherClass?: readonly string[];
}

/**
 * Whether an ExternalSecret, ClusterExternalSecret or PushSecret as it is in the cluster would be fetched (or pushed) again after an
 * annotation (ESO 2.9.0, `shouldRefresh` and `isSecretValid` of externalsecret_controller.go). Once synced, `CreatedOnce` and `Periodic`
 * with an interval of zero or less ignore it, unless the target Secret is missing or no longer as it was written. Of a Secret only the
 * metadata are known: that its data still match the data-hash annotation is assumed. Sync windows do not stop it; PushSecrets always
 * honour it. The ExternalSecrets of a ClusterExternalSecret are judged by their common spec, as if they were synced.
 */
export function isHonoured(object: KubeObject, { target, otherClass = [] }: Situation = {}): Honoured {
  if (textAt(object, ['metadata', 'deletionTimestamp']) !== '')
    return {
      honoured: false,
      reason: phrase('It is being deleted.'),
      fix: phrase('Wait until it is gone, or find out which finalizer keeps it.'),
    };
  const notes = otherClass.map((store) =>
    phrase('{0} is left to an operator of another controller class: the default one does not answer.', store),
  );
  if (object['kind'] === 'PushSecret') return { honoured: true, notes };
  const owner = clusterOwner(object);
  if (owner !== undefined)
    notes.push(
      phrase(
        '{0} belongs to ClusterExternalSecret {1}, whose next pass takes the annotation away and fetches once more: to sync all its namespaces, force-sync the ClusterExternalSecret.',
        object.metadata.name,
        owner,
      ),
    );
  const obstacle = obstacleIn(object);
  if (obstacle === undefined || !isSynced(object)) return { honoured: true, notes };
  if (object['kind'] !== 'ClusterExternalSecret') {
    const wrong = whatIsWrongWith(target, object);
    if (wrong !== undefined)
      return {
        honoured: true,
        notes: [...notes, phrase('{0}, so the controller fetches again in spite of {1}.', wrong, obstacle.field)],
      };
  }
  const reason =
    target === undefined && object['kind'] === 'ExternalSecret'
      ? phrase('{0} Whether its Secret is as it was written could not be seen.', obstacle.reason)
      : obstacle.reason;
  return { honoured: false, reason, fix: obstacle.fix };
}

interface Obstacle {
  readonly field: string;
  readonly reason: Phrase;
  readonly fix: Phrase;
}

function obstacleIn(object: KubeObject): Obstacle | undefined {
  const spec = externalSecretSpec(object);
  const policy = textAt(spec, ['refreshPolicy']) || 'Periodic';
  const remedy =
    textAt(spec, ['target', 'creationPolicy']) === 'Orphan'
      ? '.'
      : phrase(', or delete the target Secret, which is then made anew.');
  if (policy === 'CreatedOnce')
    return {
      field: 'refreshPolicy: CreatedOnce',
      reason: phrase('With refreshPolicy: CreatedOnce the controller ignores an annotation after the first sync.'),
      fix: phrase('Set refreshPolicy to OnChange or Periodic{0}', remedy),
    };
  const interval = textAt(spec, ['refreshInterval']) || '1h';
  if (policy === 'Periodic' && isNoInterval(interval))
    return {
      field: `refreshInterval: ${interval}`,
      reason: phrase('With refreshInterval: {0} the controller ignores an annotation after the first sync.', interval),
      fix: phrase('Set refreshPolicy to OnChange, or refreshInterval to a duration such as 1h{0}', remedy),
    };
  return undefined;
}

/** `CreatedOnce` asks for the refresh time as well. A ClusterExternalSecret is never synced itself. */
function isSynced(object: KubeObject): boolean {
  if (object['kind'] === 'ClusterExternalSecret') return true;
  if (syncedVersion(object) === '') return false;
  return textAt(object, ['spec', 'refreshPolicy']) !== 'CreatedOnce' || textAt(object, ['status', 'refreshTime']) !== '';
}

/** Why the target Secret makes the controller fetch again; undefined where it does not, or that cannot be seen. */
function whatIsWrongWith(target: Situation['target'], object: KubeObject): Phrase | undefined {
  if (target === undefined || textAt(object, ['spec', 'target', 'creationPolicy']) === 'Orphan') return undefined;
  const name = targetName(object);
  if (target === 'absent') return phrase('Secret {0} does not exist', name);
  if (textAt(target, ['metadata', 'labels', managedLabel]) !== 'true')
    return phrase('Secret {0} lacks the label {1}', name, managedLabel);
  return annotation(target, dataHashAnnotation) === ''
    ? phrase('Secret {0} lacks the annotation {1}', name, dataHashAnnotation)
    : undefined;
}
