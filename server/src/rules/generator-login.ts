import type { Finding } from '../model/finding.ts';
import { isOpen, isPresent } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { generatorExample, generatorSpecPath } from './generatorView.ts';
import type { Rule } from './rule.ts';

const acr = (auth: string) => generatorExample('ACRAccessToken', `registry: example.azurecr.io\nauth:${auth}`);

/** ESO: generators/v1/acr, grafana and sts find out only when they run whether they can log in. */
export const generatorLogin: Rule = {
  meta: {
    id: 'generator-login',
    severity: 'error',
    kinds: ['ACRAccessToken', 'Grafana', 'STSSessionToken', 'ClusterGenerator'],
    needs: 'document',
    summary: 'A generator has no login, or one that it cannot use.',
    why: 'It is admitted, and fails whenever it is used: an ACRAccessToken with none of servicePrincipal, managedIdentity and workloadIdentity by `unexpeted configuration` (so spelt), a Grafana with neither token nor basic by `no auth configuration found`, and a STSSessionToken with jwt by `jwt auth cannot be used for STS Session Token generation`.',
    bad: acr(' {}'),
    good: acr('\n  workloadIdentity:\n    serviceAccountRef:\n      name: registry'),
    fixable: false,
    since: '0.1.0',
  },
  check: ({ resource }) => [
    ...withoutLogin(
      resource,
      'ACRAccessToken',
      ['servicePrincipal', 'managedIdentity', 'workloadIdentity'],
      'unexpeted configuration',
    ),
    ...withoutLogin(resource, 'Grafana', ['token', 'basic'], 'no auth configuration found'),
    ...withJwt(resource),
  ],
};

function withoutLogin(resource: ResourceNode, kind: string, logins: readonly string[], answer: string): readonly Finding[] {
  const spec = generatorSpecPath(resource, kind);
  const path: Path = [...(spec ?? []), 'auth'];
  const auth = resource.nodeAt(path);
  if (spec === undefined || auth?.type !== 'map' || isOpen(auth) || resource.isPlaceholder(path)) return [];
  // Fields of another name are unknown, or those of a newer ESO.
  if (auth.entries.some(({ value }) => value.type !== 'scalar' || value.placeholder || value.value !== null)) return [];
  return [
    {
      rule: 'generator-login',
      severity: 'error',
      at: { path, part: 'key' },
      message: `auth says no way to log in: the generator fails with "${answer}". Add one of ${logins.join(', ')}.`,
    },
  ];
}

function withJwt(resource: ResourceNode): readonly Finding[] {
  const spec = generatorSpecPath(resource, 'STSSessionToken');
  if (spec === undefined || !isPresent(resource, spec, ['auth', 'jwt'])) return [];
  return [
    {
      rule: 'generator-login',
      severity: 'error',
      at: { path: [...spec, 'auth', 'jwt'], part: 'key' },
      message:
        'A STSSessionToken cannot be made with jwt: the generator fails with "jwt auth cannot be used for STS Session Token generation". Use secretRef.',
    },
  ];
}
