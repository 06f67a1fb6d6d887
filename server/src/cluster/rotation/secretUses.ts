import type { Localisation } from '../../localisation.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { member, names, objects, text } from './json.ts';

/** One way in which a Pod uses a Secret. */
export interface SecretUse {
  /** For people: `env DB_PASSWORD ← db-password`, `volume credentials`, `imagePullSecrets`. */
  readonly description: string;
  /** The keys that are used; undefined: all of them. */
  readonly keys: readonly string[] | undefined;
  /**
   * Whether it keeps the values of the moment at which its container starts. Environment variables and `subPath` mounts do; other
   * volumes are renewed by the kubelet, and credentials for pulling and mounting are read whenever that is done.
   */
  readonly fixed: boolean;
  /** The container that uses it; undefined for the Pod as a whole. */
  readonly container: string | undefined;
}

/** The uses of a Secret in a Pod's spec, each once: of containers of all sorts, volumes, and the Pod itself. */
export function secretUses(podSpec: JsonObject, secretName: string, l10n: Localisation): readonly SecretUse[] {
  const uses: SecretUse[] = [];
  const volumes = volumesOf(podSpec, secretName, l10n);
  const mounted = new Set<string>();
  for (const { container, prefix } of containersOf(podSpec, l10n)) {
    const name = text(container, 'name') ?? '';
    const add = (use: Omit<SecretUse, 'container'>) =>
      uses.push({ ...use, description: `${prefix}${use.description}`, container: name });
    for (const use of environmentUses(container, secretName, l10n)) add(use);
    for (const mount of objects(container, 'volumeMounts')) {
      const volume = volumes.find((one) => one.name === text(mount, 'name'));
      const subPath = text(mount, 'subPath') ?? text(mount, 'subPathExpr');
      if (volume === undefined || !volume.files || subPath === undefined) continue;
      mounted.add(volume.name);
      const keys = volume.keyAt(subPath);
      add({
        description: l10n.t('volume {0} by subPath {1}', volume.name, subPath),
        keys: keys === undefined ? undefined : [keys],
        fixed: true,
      });
    }
  }
  for (const { name, description, keys } of volumes) {
    // A volume that is only mounted by subPath has been told above.
    if (!mounted.has(name) || mountsWhole(podSpec, name, l10n))
      uses.push({ description, keys, fixed: false, container: undefined });
  }
  if (objects(podSpec, 'imagePullSecrets').some((ref) => text(ref, 'name') === secretName))
    uses.push({ description: 'imagePullSecrets', keys: undefined, fixed: false, container: undefined });
  return uses;
}

function environmentUses(container: JsonObject, secretName: string, l10n: Localisation): readonly Omit<SecretUse, 'container'>[] {
  const single = objects(container, 'env').flatMap((entry) => {
    const ref = member(entry, 'valueFrom', 'secretKeyRef');
    const key = text(ref, 'key');
    if (text(ref, 'name') !== secretName || key === undefined) return [];
    const optional = member(ref, 'optional') === true ? ` (${l10n.t('optional')})` : '';
    return [{ description: `env ${text(entry, 'name') ?? ''} ← ${key}${optional}`, keys: [key], fixed: true }];
  });
  const whole = objects(container, 'envFrom').flatMap((entry) => {
    if (text(entry, 'secretRef', 'name') !== secretName) return [];
    const prefix = text(entry, 'prefix');
    const optional = member(entry, 'secretRef', 'optional') === true ? `, ${l10n.t('optional')}` : '';
    const description = `envFrom (${l10n.t('all keys')}${prefix === undefined ? '' : `, ${l10n.t('prefix {0}', prefix)}`}${optional})`;
    return [{ description, keys: undefined, fixed: true }];
  });
  return [...single, ...whole];
}

interface SecretVolume {
  readonly name: string;
  readonly description: string;
  readonly keys: readonly string[] | undefined;
  /** Whether the Secret's values are files of the volume, and not credentials for mounting it. */
  readonly files: boolean;
  /** The key behind a path of the volume; undefined where the path is of a directory or of something else. */
  readonly keyAt: (path: string) => string | undefined;
}

function volumesOf(podSpec: JsonObject, secretName: string, l10n: Localisation): readonly SecretVolume[] {
  return objects(podSpec, 'volumes').flatMap((volume): readonly SecretVolume[] => {
    const name = text(volume, 'name') ?? '';
    const projected = objects(volume, 'projected', 'sources').flatMap((source) => {
      const secret = member(source, 'secret');
      return text(secret, 'name') === secretName ? [objects(secret, 'items')] : [];
    });
    if (text(volume, 'secret', 'secretName') === secretName)
      return [fileVolume(name, l10n.t('volume {0}', name), [objects(volume, 'secret', 'items')])];
    if (projected.length > 0) return [fileVolume(name, l10n.t('projected volume {0}', name), projected)];
    const driver = mountCredential(volume, secretName);
    if (driver === undefined) return [];
    const description = l10n.t('{0} volume {1} (read when it is mounted)', driver, name);
    return [{ name, description, keys: undefined, files: false, keyAt: () => undefined }];
  });
}

/** @param sources the `items` of every projection of the Secret; an empty list of items projects all keys under their own names */
function fileVolume(name: string, title: string, sources: readonly (readonly JsonObject[])[]): SecretVolume {
  const items = sources.flat();
  const whole = sources.some((source) => source.length === 0);
  const keys = items.map((item) => text(item, 'key') ?? '');
  const keyAt = (path: string) => {
    const item = items.find((one) => text(one, 'path') === path);
    if (item !== undefined) return text(item, 'key');
    return whole && !path.includes('$') && !path.includes('/') ? path : undefined;
  };
  const description = whole ? title : `${title} (${keys.join(', ')})`;
  return { name, description, keys: whole ? undefined : keys, files: true, keyAt };
}

/** The sort of a volume that is mounted with the Secret as its credentials: CSI, and the older drivers of the kubelet itself. */
function mountCredential(volume: JsonObject, secretName: string): string | undefined {
  if (text(volume, 'csi', 'nodePublishSecretRef', 'name') === secretName) return 'csi';
  return names(volume).find(
    (source) => text(volume, source, 'secretRef', 'name') === secretName || text(volume, source, 'secretName') === secretName,
  );
}

/** Whether a container mounts the volume without `subPath`. */
function mountsWhole(podSpec: JsonObject, volume: string, l10n: Localisation): boolean {
  return containersOf(podSpec, l10n).some(({ container }) =>
    objects(container, 'volumeMounts').some(
      (mount) => text(mount, 'name') === volume && (text(mount, 'subPath') ?? text(mount, 'subPathExpr')) === undefined,
    ),
  );
}

function containersOf(
  podSpec: JsonObject,
  l10n: Localisation,
): readonly { readonly container: JsonObject; readonly prefix: string }[] {
  return [
    ...objects(podSpec, 'containers').map((container) => ({ container, prefix: '' })),
    ...objects(podSpec, 'initContainers').map((container) => ({
      container,
      prefix: l10n.t('init container {0}: ', text(container, 'name') ?? ''),
    })),
    ...objects(podSpec, 'ephemeralContainers').map((container) => ({
      container,
      prefix: l10n.t('ephemeral container {0}: ', text(container, 'name') ?? ''),
    })),
  ];
}
