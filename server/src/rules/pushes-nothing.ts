import { hasOnly } from '../model/externalSecret.ts';
import { isAbsent, isOpen, knownAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { judgedPushSpec, pushExample, pushSecretKinds } from './pushView.ts';
import type { Rule } from './rule.ts';

const FIELDS = ['refreshInterval', 'secretStoreRefs', 'updatePolicy', 'deletionPolicy', 'selector', 'data', 'dataTo', 'template'];

/** ESO: without data and dataTo there is nothing to push, and `PushSecret synced successfully`. */
export const pushesNothing: Rule = {
  meta: {
    id: 'pushes-nothing',
    severity: 'warning',
    kinds: pushSecretKinds,
    needs: 'document',
    summary: 'A PushSecret has neither data nor dataTo, or names no store.',
    why: 'It is admitted, becomes Ready with `PushSecret synced successfully`, and pushes nothing. data names single keys, dataTo takes all keys of the Secret.',
    bad: pushExample(''),
    good: pushExample('  dataTo:\n    - storeRef:\n        name: vault\n        kind: ClusterSecretStore\n'),
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedPushSpec(resource);
    // Beside a misspelt field that one is the news.
    if (spec === undefined || !hasOnly(resource, spec, FIELDS)) return [];
    const stores = knownAt(resource, spec, ['secretStoreRefs']);
    if (stores.state === 'value' && isEmpty(resource, spec, 'secretStoreRefs')) {
      const message =
        'Nothing is pushed: secretStoreRefs is empty, which is admitted and reports "PushSecret synced successfully". Name the stores there.';
      const at = { path: [...spec, 'secretStoreRefs'], part: 'key' } as const;
      return [{ rule: 'pushes-nothing', severity: 'warning', at, message }];
    }
    if (!isEmpty(resource, spec, 'data') || !isEmpty(resource, spec, 'dataTo')) return [];
    const written = ['data', 'dataTo'].find((field) => resource.nodeAt([...spec, field]) !== undefined);
    return [
      {
        rule: 'pushes-nothing',
        severity: 'warning',
        at: { path: written === undefined ? spec : [...spec, written], part: 'key' },
        message:
          'Nothing is pushed: without data and dataTo this is admitted and reports "PushSecret synced successfully". Add data for single keys, or dataTo for all of them.',
      },
    ];
  },
};

function isEmpty(resource: ResourceNode, spec: Path, field: string): boolean {
  const known = knownAt(resource, spec, [field]);
  if (known.state !== 'value') return isAbsent(resource, spec, [field]);
  return Array.isArray(known.value) && known.value.length === 0 && !isOpen(resource.nodeAt([...spec, field]));
}
