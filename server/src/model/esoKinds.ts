import type { ParsedDocument, ResourceNode } from '../syntax/manifest.ts';

/** The API group of the main kinds. */
export const esoGroup = 'external-secrets.io';

/** The API group of the generators. */
export const generatorsGroup = 'generators.external-secrets.io';

/** The group part of an apiVersion: empty for the core group (`v1`). */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Whether an apiVersion is one of ESO's groups, whatever its version. */
export function isEsoApiVersion(apiVersion: string | undefined): boolean {
  return apiVersion !== undefined && (groupOf(apiVersion) === esoGroup || groupOf(apiVersion) === generatorsGroup);
}

/** Whether we may speak about a resource: those of ESO's groups are ours, all others belong to other tools. */
export function isEsoResource(resource: ResourceNode): boolean {
  return isEsoApiVersion(resource.apiVersion);
}

/**
 * Whether we may speak about a document. One whose YAML is too broken for its resources to be seen is still ours when a line says
 * so at its root.
 */
export function isEsoDocument(parsed: ParsedDocument): boolean {
  if (parsed.resources.length > 0) return parsed.resources.some(isEsoResource);
  return /^apiVersion:[ \t]*["']?(generators\.)?external-secrets\.io\//m.test(parsed.text);
}
