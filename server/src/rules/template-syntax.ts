import { phrase } from '../localisation.ts';
import type { Finding, Fix } from '../model/finding.ts';
import type { TemplateError } from '../model/goTemplate/ast.ts';
import { parseTemplate } from '../model/goTemplate/parseTemplate.ts';
import { templateKinds } from '../model/goTemplate/places.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import type { Rule } from './rule.ts';
import { failingOf, judgedTemplates, rewrite } from './templateFindings.ts';

/** Go's parser, `text/template/parse`: `unable to parse template at key K: template: K:1: …`. */
export const templateSyntax: Rule = {
  meta: {
    id: 'template-syntax',
    severity: 'error',
    kinds: templateKinds,
    needs: 'document',
    summary: 'A template cannot be read.',
    why: 'ESO takes the text for a template of Go, and Go refuses it whatever the values are: `unable to parse template at key K: template: K:1: bad character U+002D \'-\'`. The manifest is admitted, and never becomes Ready. Names behind a dot have letters, digits and `_` only; other keys are reached by `index . "db-password"`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        url: postgres://app:{{ .db-password }}@db
  data:
    - secretKey: db-password
      remoteRef:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        url: postgres://app:{{ index . "db-password" }}@db
  data:
    - secretKey: db-password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    return judgedTemplates(context).flatMap((template) => {
      const { error } = template.tree;
      return error === undefined ? [] : [findingOf(template, error)];
    });
  },
};

function findingOf(template: TemplateText, error: TemplateError): Finding {
  const dash = dashedField(template.text, error);
  const advice = dash === undefined ? adviceOn(error.message) : `Write ${dash.written}: no name behind a dot has a "-".`;
  return {
    rule: 'template-syntax',
    severity: 'error',
    at: { range: template.placeOf(dash ?? error.range) },
    message: `This template cannot be read, so ${failingOf(template)} fails: ${error.message}.${advice === '' ? '' : ` ${advice}`}`,
    ...(dash === undefined ? {} : { fixes: withIndex(template, dash) }),
  };
}

interface DashedField {
  readonly start: number;
  readonly end: number;
  /** With `index` in its place. */
  readonly written: string;
}

/** `.db-password` or `$.db-password` where Go stops at the dash, if it is all of an operand. */
function dashedField(text: string, { message, range }: TemplateError): DashedField | undefined {
  const field = /^\.([\p{L}\p{Nd}_]+(?:-[\p{L}\p{Nd}_]+)+)(?=[\s|)]|\}\}|$)/u.exec(text.slice(range.start));
  const key = field?.[1];
  if (!message.startsWith("bad character U+002D '-'") || field === null || key === undefined) return undefined;
  const before = /(\$?)$/.exec(text.slice(0, range.start));
  const start = range.start - (before?.[1]?.length ?? 0);
  if (/[\p{L}\p{Nd}_)$]$/u.test(text.slice(0, start))) return undefined;
  const end = range.start + field[0].length;
  const isAlone =
    /(?:\{\{-?\s*|\||\(|=|(?:if|with|range)\s)\s*$/.test(text.slice(0, start)) && /^\s*(?:\||\)|-?\}\})/.test(text.slice(end));
  const index = `index ${start < range.start ? '$' : '.'} "${key}"`;
  return { start, end, written: isAlone ? index : `(${index})` };
}

function withIndex(template: TemplateText, dash: DashedField): readonly Fix[] {
  const mended = template.text.slice(0, dash.start) + dash.written + template.text.slice(dash.end);
  const next = parseTemplate(mended, { name: '' }).error;
  if (next !== undefined && next.range.start < dash.start + dash.written.length) return [];
  return rewrite(template, dash, dash.written, phrase('Change to {0}', dash.written), true);
}

function adviceOn(message: string): string {
  return ADVICE.find(([words]) => message.includes(words))?.[1] ?? '';
}

const compare = 'To compare write eq .a .b, or ne, lt, le, gt, ge.';

const plus = 'To add write add .a .b, to put texts together print .a .b.';

/** What to do, by what Go says. */
const ADVICE: readonly (readonly [string, string])[] = [
  ["bad character U+002D '-'", 'For a key with a "-" write index . "the-key".'],
  ['unclosed action', 'Close the action with "}}".'],
  ['unclosed left paren', 'Close the parenthesis.'],
  ['unclosed comment', 'Close the comment with "*/}}".'],
  ['comment ends before', 'Put "}}" right behind "*/".'],
  ['malformed character constant', 'A text stands in double quotes or in backquotes.'],
  ['unterminated', 'Close the quote.'],
  ['unexpected "=" in operand', compare],
  ['unexpected ">" in operand', compare],
  ['unexpected "<" in operand', compare],
  ['unexpected "!" in operand', compare],
  ['unexpected "!" in', 'For "not" write not .a.'],
  ['unexpected "?" in operand', 'To choose write ternary "yes" "no" (eq .a .b), or if and else.'],
  ['unexpected "," in operand', 'Arguments are parted by blanks.'],
  ["bad character U+005B '['", 'For one of a list write index .list 0.'],
  ['unexpected "|" in', 'Parts of a pipe are parted by one "|"; for "or" write or .a .b.'],
  ['unexpected "&"', 'For "and" write and .a .b.'],
  ['unexpected "(" in operand', 'Arguments stand behind the function with blanks between them, without parentheses.'],
  ['illegal number syntax: "+"', plus],
  ["bad character U+002B '+'", plus],
  ['unexpected EOF', 'Add the "{{ end }}" that belongs to this action.'],
  ['unexpected {{end}}', 'There is no if, range, with or define that it could end.'],
  ['unexpected {{else}}', 'There is no if, range or with that it could belong to.'],
  ['undefined variable', 'Declare it with ":=" before, in the same block or around it.'],
  ['unexpected "}" in operand', 'An action ends with "}}", without a blank between the braces.'],
  ['unexpected "{" in', 'Actions cannot stand in each other: use the name without braces.'],
  ['missing value for', 'Say what to put out or to ask.'],
  ['non executable command', 'Only functions can stand behind "|".'],
];
