import { generatorsGroup, groupOf } from '../model/esoKinds.ts';
import { changeTo, externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import { writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `generatorRef may only reference the generators group, but got external-secrets.io`. */
export const generatorApiVersion: Rule = {
  meta: {
    id: 'generator-api-version',
    severity: 'error',
    kinds: [...externalSecretKinds, 'PushSecret'],
    needs: 'document',
    summary: 'A generatorRef has the apiVersion of another group.',
    why: 'It is admitted, as the field is free text. The controller then gives up without a retry: `generatorRef may only reference the generators group, but got external-secrets.io`. The field may be left out.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshPolicy: CreatedOnce
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: external-secrets.io/v1
          kind: Password
          name: database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshPolicy: CreatedOnce
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: Password
          name: database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    return generatorRefs(resource)
      .map((ref): Path => [...ref, 'apiVersion'])
      .flatMap((path) => {
        const written = writtenText(resource, path);
        if (written === undefined || written === '' || groupOf(written) === generatorsGroup) return [];
        return [
          {
            rule: 'generator-api-version',
            severity: 'error',
            at: { path, part: 'value' },
            message: `Generators are in ${generatorsGroup}/v1alpha1: with another group the controller gives up with "generatorRef may only reference the generators group". Change it, or leave apiVersion out.`,
            fixes: changeTo(resource, path, `${generatorsGroup}/v1alpha1`, true),
          },
        ];
      });
  },
};

function generatorRefs(resource: ResourceNode): readonly Path[] {
  if (resource.kind === 'PushSecret') return [['spec', 'selector', 'generatorRef']];
  const spec = judgedSpecPath(resource);
  return spec === undefined
    ? []
    : mappingsIn(resource, [...spec, 'dataFrom']).map((item) => [...item, 'sourceRef', 'generatorRef']);
}
