import { phrase } from '../localisation.ts';
import { mappingsIn } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { isOpen, isPresent, isWritten, knownAt } from '../model/known.ts';
import { isObject } from '../model/references.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';
import { isStore } from './storeView.ts';

const SELECTORS = ['namespaceSelector', 'namespaces', 'namespaceRegexes'];

/** ESO: a namespace may use the store as soon as one selector of one condition matches it. */
export const conditionsAreAlternatives: Rule = {
  meta: {
    id: 'conditions-are-alternatives',
    severity: 'information',
    kinds: ['ClusterSecretStore'],
    needs: 'document',
    summary: 'One condition of a ClusterSecretStore has several selectors, of which each opens the store by itself.',
    why: 'The selectors of a condition do not narrow each other: a namespace that is in `namespaces` may use the store without having the labels of `namespaceSelector`, and the other way round. Two conditions mean the same and look like it. Where one of the selectors is an empty `namespaceSelector`, which matches every namespace, the others are pointless, and it is a warning.',
    bad: example('    - namespaces:\n        - payments\n      namespaceSelector:\n'),
    good: example('    - namespaces:\n        - payments\n    - namespaceSelector:\n'),
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) =>
    isStore(resource) ? mappingsIn(resource, ['spec', 'conditions']).flatMap((condition) => judge(resource, condition)) : [],
};

function judge(resource: ResourceNode, condition: Path): readonly Finding[] {
  const node = resource.nodeAt(condition);
  if (node?.type !== 'map') return [];
  const given = node.entries
    .filter(({ name }) => SELECTORS.includes(name) && isPresent(resource, condition, [name]))
    .filter(({ name, value }) => name === 'namespaceSelector' || (value.type === 'seq' && value.items.length > 0))
    .map(({ name }) => name);
  const [first, second] = given;
  if (first === undefined || second === undefined) return [];
  const path = [...condition, second];
  if (matchesAll(resource, [...condition, 'namespaceSelector'])) {
    return [
      {
        rule: 'conditions-are-alternatives',
        severity: 'warning',
        at: { path: [...condition, 'namespaceSelector'], part: 'key' },
        message:
          'An empty namespaceSelector matches every namespace, and the selectors of a condition are alternatives: the store is open to all. Remove it to leave the others in force.',
        fixes: [],
      },
    ];
  }
  return [
    {
      rule: 'conditions-are-alternatives',
      severity: 'information',
      at: { path, part: 'key' },
      message: `${first} and ${second} of one condition are alternatives: a namespace needs to match only one of them. To demand both, use a label alone.`,
      fixes: isWritten(resource, path)
        ? [
            {
              title: phrase('Write them as two conditions'),
              preferred: false,
              edits: [{ at: { path, part: 'entry' }, newText: '', beside: 'split' }],
            },
          ]
        : [],
    },
  ];
}

function matchesAll(resource: ResourceNode, selector: Path): boolean {
  const known = knownAt(resource, selector, []);
  return (
    known.state === 'value' &&
    isObject(known.value) &&
    Object.keys(known.value).length === 0 &&
    !isOpen(resource.nodeAt(selector))
  );
}

function example(conditions: string): string {
  return `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: aws
spec:
  conditions:
${conditions}        matchLabels:
          team: payments
  provider:
    aws:
      service: SecretsManager
      region: eu-central-1
`;
}
