import type { Finding } from '../model/finding.ts';
import { writtenText } from '../model/known.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { generatorExample, generatorSpecPath } from './generatorView.ts';
import type { Rule } from './rule.ts';
import { changeText } from './sameStyle.ts';
import { viewStore } from './storeView.ts';

/** A field that the CRD has as free text, and of which ESO knows few values. */
interface Field {
  place(resource: ResourceNode): Path | undefined;
  readonly values: readonly [used: string, other: string];
}

const FIELDS: readonly Field[] = [
  {
    place: (resource) => below(generatorSpecPath(resource, 'ECRAuthorizationToken'), 'scope'),
    values: ['private', 'public'],
  },
  {
    place: (resource) => viewStore(resource, 'gcpsm')?.pathOf('secretVersionSelectionPolicy'),
    values: ['LatestOrFail', 'LatestOrFetch'],
  },
];

const example = (scope: string) => generatorExample('ECRAuthorizationToken', `region: us-east-1\nscope: ${scope}`);

/** ESO compares with one value, and takes every other for the default. */
export const valueWithoutMeaning: Rule = {
  meta: {
    id: 'value-without-meaning',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore', 'ECRAuthorizationToken', 'ClusterGenerator'],
    needs: 'document',
    summary: 'A field has a value that ESO does not know, and takes for the default.',
    why: 'The schema takes any text. The scope of an ECRAuthorizationToken is the public registry only if it is `public`, letter by letter, and else the private one; the secretVersionSelectionPolicy of a gcpsm store is `LatestOrFetch`, and else LatestOrFail.',
    bad: example('Public'),
    good: example('public'),
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) => FIELDS.flatMap((field) => judge(resource, field)),
};

function judge(resource: ResourceNode, { place, values }: Field): readonly Finding[] {
  const path = place(resource);
  const written = path === undefined ? undefined : writtenText(resource, path);
  if (path === undefined || written === undefined || written === '' || /[<>]/.test(written) || values.includes(written))
    return [];
  const meant = nearest(written, values);
  return [
    {
      rule: 'value-without-meaning',
      severity: 'warning',
      at: { path, part: 'value' },
      message: `ESO does not know "${written}" and takes it for ${values[0]}. Write ${values.join(' or ')}.`,
      fixes: meant === undefined ? [] : changeText(resource, path, meant, true),
    },
  ];
}

function below(spec: Path | undefined, field: string): Path | undefined {
  return spec && [...spec, field];
}
