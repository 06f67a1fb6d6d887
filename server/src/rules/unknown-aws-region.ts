import { awsRegions } from '../model/awsRegions.ts';
import { changeTo } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { writtenText } from '../model/known.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { generatorSpecPath } from './generatorView.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { viewStore } from './storeView.ts';

/** ESO: providers/v1/aws asks the SDK for an endpoint, which makes one of whatever can be part of a host name. */
export const unknownAwsRegion: Rule = {
  meta: {
    id: 'unknown-aws-region',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore', 'ECRAuthorizationToken', 'STSSessionToken', 'ClusterGenerator'],
    needs: 'document',
    summary: 'A region is none of those that AWS has.',
    why: 'Admission takes every region that can be part of a host name; the calls to AWS then fail, as there is no such host. AWS opens new regions: a name that is built like one is only information, and one that is like none may be that of an emulator.',
    bad: storeExample('aws', 'service: SecretsManager\nregion: us-east1'),
    good: storeExample('aws', 'service: SecretsManager\nregion: us-east-1'),
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) => regionPaths(resource).flatMap((path) => judge(resource, path)),
};

function regionPaths(resource: ResourceNode): readonly Path[] {
  const stores = [viewStore(resource, 'aws')?.pathOf('region'), viewStore(resource, 'vault')?.pathOf('auth.iam.region')];
  const specs = ['ECRAuthorizationToken', 'STSSessionToken'].map((kind) => generatorSpecPath(resource, kind));
  return [...stores, ...specs.map((spec) => spec && [...spec, 'region'])].filter((path) => path !== undefined);
}

function judge(resource: ResourceNode, path: Path): readonly Finding[] {
  const region = writtenText(resource, path);
  // What cannot be part of a host name is refused, and reported as such.
  if (region === undefined || !/^[A-Za-z0-9-]+$/.test(region) || awsRegions.has(region)) return [];
  const meant = nearest(region, awsRegions);
  const mayBeNew = /^[a-z]{2,4}(?:-[a-z]+){1,2}-\d$/.test(region);
  if (meant === undefined && !mayBeNew) return [];
  const advice = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return [
    {
      rule: 'unknown-aws-region',
      severity: mayBeNew ? 'information' : 'warning',
      at: { path, part: 'value' },
      message: mayBeNew
        ? `"${region}" is no AWS region known here. Unless it is a new one, every call fails.${advice}`
        : `AWS has no region "${region}": ESO admits it, and then every call fails.${advice}`,
      fixes: meant === undefined ? [] : changeTo(resource, path, meant, !mayBeNew),
    },
  ];
}
