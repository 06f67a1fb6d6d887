import { externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { isOpen, textAt, writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

const example = (source: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: aws
    kind: ClusterSecretStore
  dataFrom:
    - find:
        name:
          regexp: ^prod/myapp/
      rewrite:
        - regexp:
            source: "${source}"
            target: _
`;

/** ESO: `invalid secret keys …: key has invalid character /`. */
export const rewriteWithoutConversion: Rule = {
  meta: {
    id: 'rewrite-without-conversion',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'find matches only names with a slash, and no rewrite takes the slash away.',
    why: 'Without a rewrite ESO makes `_` of every character that a key of a Secret cannot have. With one it leaves the names to it, and the sync fails: `invalid secret keys (TIP: use rewrite or conversionStrategy to change keys): key has invalid character /`. Spoken of are only patterns that demand a slash, beside rewrites that cannot touch one.',
    bad: example('-'),
    good: example('[^-._a-zA-Z0-9]'),
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    return spec === undefined ? [] : mappingsIn(resource, [...spec, 'dataFrom']).flatMap((item) => judge(resource, item));
  },
};

function judge(resource: ResourceNode, item: Path): readonly Finding[] {
  const pattern = writtenText(resource, [...item, 'find', 'name', 'regexp']);
  const list = [...item, 'rewrite'];
  const rewrites = mappingsIn(resource, list);
  const node = resource.nodeAt(list);
  if (pattern === undefined || !demandsSlash(pattern) || node?.type !== 'seq' || isOpen(node)) return [];
  if (rewrites.length === 0 || rewrites.length !== node.items.length) return [];
  const sources = rewrites.map((rewrite) => textAt(resource, rewrite, ['regexp', 'source']));
  if (!sources.every((source) => source !== undefined && leavesSlashes(source))) return [];
  return [
    {
      rule: 'rewrite-without-conversion',
      severity: 'warning',
      at: { path: list, part: 'key' },
      message:
        'The names found have a "/", and with a rewrite ESO no longer replaces it: the sync fails with "key has invalid character /". Add a last rewrite with regexp source "[^-._a-zA-Z0-9]" and target "_".',
    },
  ];
}

/** Whether every match of a pattern has a slash: one stands in its literal beginning, and there is no alternative. */
function demandsSlash(pattern: string): boolean {
  return !pattern.includes('|') && /^\^?[\w-]*\/(?![?*{])/.test(pattern);
}

/** Whether no match of a pattern can have a slash: it is made of letters, digits and what repeats or groups them. */
function leavesSlashes(source: string): boolean {
  return source !== '' && /^[\w\s^$|()?+*-]*$/.test(source);
}
