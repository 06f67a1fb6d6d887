import type { ParsedDocument, SyntaxProblem, SyntaxProblemCode } from '../syntax/manifest.ts';
import type { PlacedFinding } from './placedFinding.ts';

/** The syntax problems of a document as findings of the rules `yaml-syntax` and `duplicate-key`. */
export function syntaxFindings(parsed: ParsedDocument): readonly PlacedFinding[] {
  return parsed.problems.map((problem) => ({
    finding: {
      rule: problem.code === 'duplicate-key' ? 'duplicate-key' : 'yaml-syntax',
      severity: 'error',
      at: { range: problem.range },
      message: messages[problem.code](problem),
    },
    range: problem.range,
    resource: parsed.resources[0],
  }));
}

/** Whether the YAML itself is broken, so that nothing more can be said of a document. */
export function isBroken(parsed: ParsedDocument): boolean {
  return parsed.problems.some(({ code }) => code !== 'duplicate-key');
}

const messages: Readonly<Record<SyntaxProblemCode, (problem: SyntaxProblem) => string>> = {
  'tab-indentation': () => 'A tab is used for indentation. YAML allows only spaces there: replace the tab with spaces.',
  'bad-indentation': () => 'The indentation fits neither the line above nor its parent. Align it with the keys it belongs to.',
  'unclosed-quote': () => 'The quote is never closed. Add the closing quote at the end of the value.',
  'unclosed-flow-collection': () => 'The bracket is never closed. Add the closing bracket.',
  'missing-colon': () => 'A key needs a colon and a space behind it: "key: value".',
  'nested-mapping': () =>
    'A mapping cannot begin on the line of its key. Quote the value if the colon belongs to it, or put the mapping on the next line.',
  'unknown-alias': ({ name }) =>
    `No anchor "&${name ?? ''}" stands before this alias. Define the anchor above it in the same document.`,
  'excessive-aliases': () => 'Aliases multiply this document beyond what the API server would accept. Write the values out.',
  'bad-merge': () => 'Only a mapping, or a list of mappings, can be merged with "<<".',
  'too-deep': () => 'This is nested deeper than the API server accepts. What lies below is not checked.',
  'duplicate-key': ({ name }) =>
    `Key "${name ?? ''}" stands twice in this mapping. Kustomize and the API server refuse that, and kubectl sends only the last: remove one.`,
  'complex-key': () => 'Only text can be a key in Kubernetes. Quote the key.',
  'unknown-tag': ({ name }) => `Tag "${name ?? ''}" is not known to Kubernetes. Remove the tag.`,
  'bad-escape': () => 'This escape sequence does not exist in double quotes. Use single quotes to take backslashes as they are.',
  'bad-directive': () => 'This directive is not used by Kubernetes. Remove the line.',
  'no-json': () => 'This is a number that JSON does not have, so that kubectl cannot send it. Put it in quotes if text is meant.',
  'unexpected-character': () => 'This character cannot stand here in YAML. Quote the value if it belongs to it.',
};
