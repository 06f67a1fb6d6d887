import type { JsonObject } from '../../server/src/syntax/node.ts';

/** The CRD of a made-up ESO: `spec` of the kind has the string field `colour` and whatever else one likes. One JSON document, a line. */
export function esoCrd(kind: 'ExternalSecret' | 'SecretStore'): string {
  const spec: JsonObject = {
    type: 'object',
    properties: { colour: { type: 'string' }, data: { type: 'array', items: { type: 'object' } } },
  };
  const plural = `${kind.toLowerCase()}s`;
  const crd: JsonObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.external-secrets.io` },
    spec: {
      group: 'external-secrets.io',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } },
      ],
    },
  };
  return `${JSON.stringify(crd)}\n`;
}
