import type { ManifestFile, ResourceNode } from '../syntax/manifest.ts';

/**
 * The resource at an offset of a file. On a blank line or a comment it is the last one of the document that begins before it, else the
 * document's first.
 */
export function resourceAt(file: ManifestFile, offset: number): ResourceNode | undefined {
  const document = file.documentAt(offset);
  const { resources } = document.parsed;
  return resources.filter(({ node }) => document.start + node.range.start <= offset).at(-1) ?? resources[0];
}
