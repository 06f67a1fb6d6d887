import { changeTo } from '../model/externalSecret.ts';
import { isOpen, writtenText } from '../model/known.ts';
import { clusterGeneratorSpecs, isGenerator } from './generatorView.ts';
import type { Rule } from './rule.ts';

const example = (kind: string) => `apiVersion: generators.external-secrets.io/v1alpha1
kind: ClusterGenerator
metadata:
  name: database
spec:
  kind: ${kind}
  generator:
    uuidSpec: {}
`;

/** ESO: `invalid ClusterGenerator: when kind is Password, PasswordSpec must be set`. */
export const clusterGeneratorSpec: Rule = {
  meta: {
    id: 'cluster-generator-spec',
    severity: 'error',
    kinds: ['ClusterGenerator'],
    needs: 'document',
    summary: 'A ClusterGenerator has the spec of another kind than it names.',
    why: 'The API server only demands that there is exactly one spec. ESO looks for the one that belongs to `kind` and fails whenever the generator is used: `invalid ClusterGenerator: when kind is Password, PasswordSpec must be set`.',
    bad: example('Password'),
    good: example('UUID'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const path = ['spec', 'kind'];
    const kind = writtenText(resource, path);
    const wanted = kind !== undefined && Object.hasOwn(clusterGeneratorSpecs, kind) ? clusterGeneratorSpecs[kind] : undefined;
    const node = resource.nodeAt(['spec', 'generator']);
    if (!isGenerator(resource) || wanted === undefined || node?.type !== 'map' || isOpen(node)) return [];
    const [entry, ...others] = node.entries;
    // None, several and unknown ones are the structure's to report.
    const meant = Object.entries(clusterGeneratorSpecs).find(([, spec]) => spec === entry?.name)?.[0];
    if (resource.isPlaceholder(['spec', 'generator']) || meant === undefined || others.length > 0 || entry?.name === wanted)
      return [];
    return [
      {
        rule: 'cluster-generator-spec',
        severity: 'error',
        at: { path, part: 'value' },
        message: `kind is ${kind}, and generator holds ${entry?.name}: ESO fails with "invalid ClusterGenerator: when kind is ${kind}, ${kind}Spec must be set". Write kind: ${meant}, or put ${wanted} below generator.`,
        fixes: changeTo(resource, path, meant, true),
      },
    ];
  },
};
