import type { ResourceNode } from '../syntax/manifest.ts';
import { judgedSpecPath, targetsSecret, targetText } from './externalSecret.ts';

/**
 * The name of the Secret that an ExternalSecret writes: `target.name`, else its own. Undefined for other kinds, for other targets,
 * where nothing is written (creationPolicy None), and where templates leave it open.
 */
export function writtenSecretOf(resource: ResourceNode): string | undefined {
  const spec = resource.kind === 'ExternalSecret' ? judgedSpecPath(resource) : undefined;
  if (spec === undefined || !targetsSecret(resource, spec)) return undefined;
  if (targetText(resource, spec, 'creationPolicy', 'Owner') === 'None') return undefined;
  const named = targetText(resource, spec, 'name', '');
  return named === '' ? resource.name : named;
}
