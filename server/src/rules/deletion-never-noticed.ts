import { externalSecretKinds, judgedSpecPath, mappingsIn, targetText } from '../model/externalSecret.ts';
import { isOpen, isPresent } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { definitionsOf, type Fetch, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `gitlab:
  projectID: "42"
  auth:
    SecretRef:
      accessToken:
        name: gitlab-token
        key: token
        namespace: external-secrets`;

const data = `data:
  - secretKey: password
    remoteRef:
      key: DB_PASSWORD`;

/** ESO asks its providers for an error of a special kind where a secret is missing; not all have it. */
export const deletionNeverNoticed: Rule = {
  meta: {
    id: 'deletion-never-noticed',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'deletionPolicy waits for secrets to vanish, and the provider of the store never says that one has.',
    why: 'deletionPolicy Delete and Merge act when the provider says that a secret does not exist. Many providers report a missing secret as an error like any other: the sync fails, and the Secret stays as it is. The provider kubernetes tells for extract only. It is said where that holds for everything that is fetched, and never beside a find.',
    bad: readingExample(provider, `target:\n  deletionPolicy: Delete\n${data}`),
    good: readingExample(provider, data),
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const spec = judgedSpecPath(resource);
    const policy = spec === undefined ? undefined : targetText(resource, spec, 'deletionPolicy');
    if (spec === undefined || (policy !== 'Delete' && policy !== 'Merge')) return [];
    const found = fetches(resource, workspace);
    const [first] = found;
    // Combinations that the webhook refuses have findings of their own.
    const isOwner = targetText(resource, spec, 'creationPolicy', 'Owner') === 'Owner';
    if (first === undefined || !isOwner || found.some(mayNotice) || found.length < sources(resource, spec)) return [];
    const names = [...new Set(found.map(({ store }) => store.facts.name))].join(' and ');
    return [
      {
        rule: 'deletion-never-noticed',
        severity: 'information',
        at: { path: [...spec, 'target', 'deletionPolicy'], part: 'value' },
        message: `ESO is never told by ${names} that a secret here is gone: the sync fails, and the Secret stays as it is. ${policy} has no effect.`,
        related: [...new Set(found.map(({ store }) => store))].flatMap(definitionsOf),
      },
    ];
  },
};

function mayNotice({ use, store }: Fetch): boolean {
  const { missing } = store.facts;
  return use === 'find' || !(missing === 'never' || (missing === 'in-extract' && use === 'data'));
}

/** How many entries bring something; infinite where templates may add some. */
function sources(resource: ResourceNode, spec: Path): number {
  const lists = (['data', 'dataFrom'] as const).map((list) => [...spec, list]);
  const isFixed = !isOpen(resource.nodeAt(spec)) && lists.every((list) => !isOpen(resource.nodeAt(list)));
  const bring = (item: Path) =>
    isPresent(resource, item, ['remoteRef']) ||
    ['extract', 'find', 'sourceRef'].some((field) => resource.nodeAt([...item, field]) !== undefined);
  const items = lists.flatMap((list) => mappingsIn(resource, list));
  return isFixed && items.every(bring) ? items.length : Number.POSITIVE_INFINITY;
}
