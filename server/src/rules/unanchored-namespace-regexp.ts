import { fieldPlaces } from '../model/fieldPlaces.ts';
import type { Finding } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { anchored, anchorFix } from './anchoring.ts';
import type { Rule } from './rule.ts';

/** ESO: `MatchString` over the namespace's name, which is content with a match anywhere in it. */
export const unanchoredNamespaceRegexp: Rule = {
  meta: {
    id: 'unanchored-namespace-regexp',
    severity: 'warning',
    kinds: ['ClusterSecretStore'],
    needs: 'document',
    summary: 'A namespaceRegexes pattern has no ^ and no $, and lets in namespaces that only contain what it names.',
    why: 'ESO looks for a match anywhere in the name of the namespace: `prod` also admits `nonprod`, and `team-a-.*` also admits `not-team-a-x`. Who may make such a namespace may read all that the store can read. A pattern with one of the two anchors is taken to be meant, and so is one that begins and ends with `.*`.',
    bad: example('prod'),
    good: example('^prod$'),
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) =>
    fieldPlaces(resource, 'spec.conditions[].namespaceRegexes[]').flatMap(({ path, value }) =>
      typeof value === 'string' ? judge(resource, path, value) : [],
    ),
};

function judge(resource: ResourceNode, path: Path, pattern: string): readonly Finding[] {
  const isAnchored = /\^|\$|\\[Az]/.test(pattern);
  const isOpenOnPurpose = pattern === '' || (/^\.[*+]/.test(pattern) && /\.[*+]$/.test(pattern));
  // What Go cannot read is reported as such.
  if (isAnchored || isOpenOnPurpose || /^[*+?]/.test(pattern)) return [];
  const lets = /^[a-z0-9-]+$/.test(pattern) ? `"not-${pattern}" can use the store too` : 'more may stand before and behind it';
  return [
    {
      rule: 'unanchored-namespace-regexp',
      severity: 'warning',
      at: { path, part: 'value' },
      message: `ESO looks for this anywhere in the name of a namespace: ${lets}. Write ${anchored(pattern)}.`,
      fixes: anchorFix(resource, path, pattern, false),
    },
  ];
}

function example(pattern: string): string {
  return `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: aws
spec:
  conditions:
    - namespaceRegexes:
        - ${pattern}
  provider:
    aws:
      service: SecretsManager
      region: eu-central-1
`;
}
