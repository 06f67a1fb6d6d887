import { phrase } from '../localisation.ts';
import { externalSecretKinds, judgedSpecPath } from '../model/externalSecret.ts';
import { isWritten, writtenText } from '../model/known.ts';
import type { ParsedDocument } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { Rule } from './rule.ts';

const example = (comment: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: db-credentials
    deletionPolicy: Delete # ${comment}
  dataFrom:
    - extract:
        key: prod/myapp/database
`;

/** What each policy does, as a comment. */
const MEANINGS: Readonly<Record<string, string>> = {
  Delete: 'once the vault has none of the data any more, the Secret is deleted',
  Merge: 'data that vanish from the vault are removed from the Secret, which stays',
  Retain: 'when data vanish from the vault, the Secret is left as it is',
};

/** ESO: deletionPolicy is asked when the vault returns nothing; the Secret of an ExternalSecret goes by its ownerReference. */
export const misreadDeletionPolicy: Rule = {
  meta: {
    id: 'misread-deletion-policy',
    severity: 'hint',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A comment says that deletionPolicy is about the deletion of the ExternalSecret.',
    why: 'deletionPolicy says what becomes of the Secret when its data vanish from the vault. When the ExternalSecret is deleted, a Secret with creationPolicy Owner, the default, goes with it whatever the deletionPolicy: Kubernetes removes it by its ownerReference. To keep it then, creationPolicy must be Orphan. With Delete a secret removed from the vault by mistake is gone from the cluster too.',
    bad: example('delete the Secret when the ExternalSecret is deleted'),
    good: example(MEANINGS.Delete ?? ''),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource, parsed }) {
    const spec = judgedSpecPath(resource);
    const path = [...(spec ?? []), 'target', 'deletionPolicy'];
    const policy = spec && writtenText(resource, path);
    const meaning = policy === undefined ? undefined : MEANINGS[policy];
    if (meaning === undefined || !isWritten(resource, path)) return [];
    const comment = commentAt(parsed, resource.rangeOf(path, 'entry'));
    if (comment === undefined || !isMisread(comment.text)) return [];
    return [
      {
        rule: 'misread-deletion-policy',
        severity: 'hint',
        at: { range: comment.range },
        message: `deletionPolicy is not about the deletion of the ExternalSecret. ${policy} means: ${meaning}. With creationPolicy Owner the Secret goes with its ExternalSecret in any case; Orphan keeps it.`,
        fixes: [
          {
            title: phrase('Correct the comment'),
            preferred: false,
            edits: [{ at: { range: comment.range }, newText: `# ${meaning}` }],
          },
        ],
      },
    ];
  },
};

interface Comment {
  readonly text: string;
  readonly range: OffsetRange;
}

/** The comment behind an entry on its line, else the one on the line above, where that has nothing else. */
function commentAt({ text, comments }: ParsedDocument, entry: OffsetRange): Comment | undefined {
  const found = comments.find(({ offset }) => {
    const between = text.slice(Math.min(offset, entry.end), Math.max(offset, entry.start));
    if (offset >= entry.end) return /^[ \t]*$/.test(text.slice(entry.end, offset));
    return /^#[^\n]*\n[ \t]*$/.test(between) && text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
  });
  if (found === undefined) return undefined;
  return { text: found.text, range: { start: found.offset, end: found.offset + 1 + found.text.trimEnd().length } };
}

/** Whether a comment speaks of the deletion of the ExternalSecret, and of nothing that could be meant instead. */
function isMisread(comment: string): boolean {
  if (/\bnot\b|n't\b|regardless|instead|rather|even (?:if|when)|vault|provider|remote|back ?end|store\b|source/i.test(comment))
    return false;
  const object = /(?:the |this |its |an )?(?:ExternalSecret|ES|CR|custom resource|manifest)(?: \w+)?/i.source;
  const deleted = new RegExp(
    `\\b(?:when|if|once|after|as soon as) ${object} (?:is|are|gets|was|has been|is being) (?:deleted|removed|destroyed)`,
    'i',
  );
  const deletion = new RegExp(
    `\\b(?:on|upon|after|at) (?:the )?(?:deletion|removal|deleting|removing)(?: of)? ${object}(?:$|[.,;)])`,
    'i',
  );
  return deleted.test(comment) || deletion.test(comment);
}
