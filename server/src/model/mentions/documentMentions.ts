import type { ParsedDocument } from '../../syntax/manifest.ts';
import { createResource } from '../../syntax/resource.ts';
import { isEsoResource } from '../esoKinds.ts';
import { isKustomizationFile } from '../kustomization.ts';
import { consumerMentions } from './consumers.ts';
import { esoMentions } from './esoMentions.ts';
import { kustomizationMentions } from './kustomizationMentions.ts';
import type { Mention } from './mention.ts';

/** All that a document names of what ESO's kinds define or write, in no order; `uri`: of its file. */
export function documentMentions(uri: string, document: ParsedDocument): readonly Mention[] {
  if (!isKustomizationFile(uri)) return manifestMentions(document);
  // Kustomize takes one that names no kind.
  const { root } = document;
  return root?.type === 'map' ? kustomizationMentions(createResource(root, []), document, manifestMentions) : [];
}

function manifestMentions(document: ParsedDocument): readonly Mention[] {
  return document.resources.flatMap((resource) =>
    isEsoResource(resource) ? esoMentions(resource, document) : consumerMentions(resource, document),
  );
}
