import { isEsoResource } from '../model/esoKinds.ts';
import { isPresent } from '../model/known.ts';
import { externalSecretSpecPath } from '../model/references.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { pushSpecPath } from './pushedKeys.ts';

/** Whether a resource is one of whose Secret there may be a preview. */
export function hasPreview(resource: ResourceNode): boolean {
  return isEsoResource(resource) && (externalSecretSpecPath(resource) ?? pushSpecPath(resource)) !== undefined;
}

/** Whether it is worth a lens: what the Secret will be is not seen at a glance where a template makes it. */
export function hasTemplate(resource: ResourceNode): boolean {
  const spec = isEsoResource(resource) ? externalSecretSpecPath(resource) : undefined;
  return spec !== undefined && isPresent(resource, [...spec, 'target'], ['template']);
}
