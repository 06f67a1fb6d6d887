import type { ResourceNode } from '../../syntax/manifest.ts';
import type { YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { judgedSpecPath, mappingsIn, targetsSecret } from '../externalSecret.ts';

/** The kinds that may have templates. */
export const templateKinds = [
  'ExternalSecret',
  'ClusterExternalSecret',
  'PushSecret',
  'ClusterPushSecret',
  'SecretStore',
  'ClusterSecretStore',
  'Webhook',
  'ClusterGenerator',
] as const;

/**
 * What a template's dot is: the keys that were fetched (`fetched`), the keys of a Secret in the cluster (`secret`), one key as `.value`
 * (`key`), or what a webhook is asked (`request`).
 */
export type TemplateContext = 'fetched' | 'secret' | 'key' | 'request';

/** A field of a resource that ESO takes for a template. */
export interface TemplatePlace {
  readonly path: Path;
  readonly context: TemplateContext;
}

/** All fields of a resource that ESO renders as templates, in no order. */
export function templatePlaces(resource: ResourceNode): readonly TemplatePlace[] {
  const spec = judgedSpecPath(resource);
  if (spec !== undefined) {
    const template = [...spec, 'target', 'template'];
    return [
      ...inTemplate(resource, template, 'fetched', targetsSecret(resource, spec)),
      ...inRewrites(resource, [...spec, 'dataFrom']),
    ];
  }
  switch (resource.kind) {
    case 'PushSecret':
      return inPush(resource, ['spec']);
    case 'ClusterPushSecret':
      return inPush(resource, ['spec', 'pushSecretSpec']);
    case 'SecretStore':
    case 'ClusterSecretStore':
      return inWebhook(resource, ['spec', 'provider', 'webhook']);
    case 'Webhook':
      return inWebhook(resource, ['spec']);
    case 'ClusterGenerator':
      return inWebhook(resource, ['spec', 'generator', 'webhookSpec']);
    default:
      return [];
  }
}

function inPush(resource: ResourceNode, spec: Path): readonly TemplatePlace[] {
  return [...inTemplate(resource, [...spec, 'template'], 'secret', true), ...inRewrites(resource, [...spec, 'dataTo'])];
}

function inTemplate(
  resource: ResourceNode,
  template: Path,
  context: TemplateContext,
  rendersMetadata: boolean,
): readonly TemplatePlace[] {
  const literals = mappingsIn(resource, [...template, 'templateFrom']).map((item): Path => [...item, 'literal']);
  const metadata = [...template, 'metadata'];
  const labels = [...entriesOf(resource, [...metadata, 'labels']), ...entriesOf(resource, [...metadata, 'annotations'])];
  const paths = [...entriesOf(resource, [...template, 'data']), ...literals, ...(rendersMetadata ? labels : [])];
  return paths.map((path) => ({ path, context }));
}

function inRewrites(resource: ResourceNode, list: Path): readonly TemplatePlace[] {
  return mappingsIn(resource, list)
    .flatMap((item) => mappingsIn(resource, [...item, 'rewrite']))
    .map((item) => ({ path: [...item, 'transform', 'template'], context: 'key' }));
}

function inWebhook(resource: ResourceNode, webhook: Path): readonly TemplatePlace[] {
  const fields: readonly Path[] = [['url'], ['body'], ['result', 'jsonPath']];
  const paths = [...fields.map((field) => [...webhook, ...field]), ...entriesOf(resource, [...webhook, 'headers'])];
  return paths.map((path) => ({ path, context: 'request' }));
}

function entriesOf(resource: ResourceNode, path: Path): readonly Path[] {
  const node: YamlNode | undefined = resource.nodeAt(path);
  return node?.type === 'map' ? node.entries.map((entry): Path => [...path, entry.name]) : [];
}
