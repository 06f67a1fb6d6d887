import { phrase } from '../localisation.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { parameterOf, type TemplateFunction, templateFunctions, type WantedType } from '../model/goTemplate/catalogue.ts';
import { type Argument, argumentsOf, givenBy } from '../model/goTemplate/givenTypes.ts';
import type { GivenType } from '../model/goTemplate/operandTypes.ts';
import { templateKinds } from '../model/goTemplate/places.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import { type CommandUse, usesOf } from '../model/goTemplate/uses.ts';
import type { Rule } from './rule.ts';
import { failingOf, judgedTemplates, rewrite } from './templateFindings.ts';

/** Go: `wrong type for value; expected int; got string`, `incompatible types for comparison`. */
export const templateArgumentType: Rule = {
  meta: {
    id: 'template-argument-type',
    severity: 'error',
    kinds: templateKinds,
    needs: 'document',
    summary: 'A template function gets a text where it wants a number, a truth or a list, or the other way round.',
    why: 'Every key that ESO fetches is a text, also `5432` and `true`, and Go changes no type by itself: `wrong type for value; expected int; got string`, `incompatible types for comparison`, `range can\'t iterate over a,b`. `atoi` makes a number of a text, `eq .tls "true"` a truth, `fromJson` a dictionary or list. It is said only of keys and of what is written in the template. In a branch, which may never be reached, it is a warning.',
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
        scheme: '{{ .tls | ternary "https" "http" }}'
  dataFrom:
    - extract:
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
        scheme: '{{ .tls | eq "true" | ternary "https" "http" }}'
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    return judgedTemplates(context).flatMap((template) =>
      template.tree.error === undefined && template.context !== 'request'
        ? usesOf(template.tree).commands.flatMap((use) => [...inCommand(template, use), ...inRange(template, use)])
        : [],
    );
  },
};

function inCommand(template: TemplateText, use: CommandUse): readonly Finding[] {
  const [first] = use.command.operands;
  const called = first.type === 'function' ? templateFunctions.get(first.name) : undefined;
  const given = argumentsOf(use);
  if (called === undefined || given.length < called.least || given.length > called.most) return [];
  if (COMPARISONS.has(called.name)) return compared(template, use, called, given);
  return given.flatMap((argument, n) => {
    const parameter = parameterOf(called, n, given.length);
    if (parameter === undefined || argument.type === undefined || fits(argument.type, parameter.wants)) return [];
    const means = convert(template, argument, parameter.wants);
    const place = ['text', 'dict', 'integer'].includes(parameter.name) ? '' : ` as its ${parameter.name}`;
    const message = `"${called.name}" wants ${WANTED[parameter.wants]}${place} and gets ${told(template, argument)}`;
    return [finding(template, use, argument, message, means)];
  });
}

/** Go: `range can't iterate over a,b`. */
function inRange(template: TemplateText, use: CommandUse): readonly Finding[] {
  const over = givenBy(use);
  if (!use.isRanged || (over.type !== 'key' && over.type !== 'text' && over.type !== 'boolean')) return [];
  const advice =
    over.type === 'key' ? ' Make a list of it: with fromJson where it is one in JSON, or with splitList "," before it.' : '';
  return [finding(template, use, over, `"range" wants a list or a map and gets ${told(template, over)}`, undefined, advice)];
}

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** Go compares the first two before it looks at others. */
function compared(
  template: TemplateText,
  use: CommandUse,
  { name }: TemplateFunction,
  [one, other]: readonly Argument[],
): readonly Finding[] {
  if (one?.type === undefined || other?.type === undefined) return [];
  const [is, isOther] = [COMPARED_AS[one.type], COMPARED_AS[other.type]];
  if (is === undefined || isOther === undefined || is === isOther) return [];
  const plain = [one, other].find(({ type }) => type === 'number' || type === 'boolean');
  const key = [one, other].find(({ type }) => type === 'key');
  const asTexts = name === 'eq' || name === 'ne' || plain?.type === 'boolean';
  const [mended, wanted] = asTexts ? [plain, 'text' as const] : [key, 'integer' as const];
  const means = key === undefined || mended === undefined ? undefined : convert(template, mended, wanted);
  const message = `"${name}" cannot compare ${told(template, one)}, with ${told(template, other)}`;
  return [finding(template, use, mended ?? one, message, means)];
}

const COMPARED_AS: Readonly<Partial<Record<GivenType, string>>> = {
  key: 'text',
  text: 'text',
  number: 'number',
  boolean: 'boolean',
};

function fits(type: GivenType, wants: WantedType): boolean {
  switch (wants) {
    case 'any':
      return true;
    case 'text':
      return type === 'text' || type === 'key';
    case 'integer':
      return type === 'number';
    case 'boolean':
      return type === 'boolean';
    // Of the whole context another rule tells.
    case 'dict':
      return type === 'context';
  }
}

const WANTED: Readonly<Record<WantedType, string>> = {
  text: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  dict: 'a dictionary',
  any: '',
};

const TOLD: Readonly<Record<GivenType, string>> = {
  key: 'a text like every key',
  text: 'a text',
  number: 'a number',
  boolean: 'no text and no number',
  context: 'the map of all keys',
};

function told(template: TemplateText, { range, type }: Argument): string {
  const written = template.text.slice(range.start, range.end);
  const what = CHARACTER.test(written) ? 'one character, which is a number to Go' : type === undefined ? '' : TOLD[type];
  return `${written}, ${what}`;
}

/** One character in single quotes, which other languages take for a text. */
const CHARACTER = /^'(.*)'$/su;

/** What to write in an argument's place; undefined where that depends on what is meant. */
function convert(template: TemplateText, { range, type, isPiped }: Argument, wants: WantedType): string | undefined {
  const written = template.text.slice(range.start, range.end);
  if (type === 'text' && wants === 'integer') return /^["`]-?\d{1,9}["`]$/.test(written) ? written.slice(1, -1) : undefined;
  const character = CHARACTER.exec(written)?.[1];
  if (character !== undefined && wants === 'text') return /["\\]/.test(character) ? undefined : `"${character}"`;
  if ((type === 'number' || type === 'boolean') && wants === 'text') return `"${written}"`;
  const change = type === 'key' ? CONVERSIONS[wants] : undefined;
  if (change === undefined) return undefined;
  return isPiped ? `${written} | ${change}` : `(${change} ${written})`;
}

/** What makes something else of a key. */
const CONVERSIONS: Readonly<Partial<Record<WantedType, string>>> = { integer: 'atoi', boolean: 'eq "true"', dict: 'fromJson' };

function finding(
  template: TemplateText,
  { isCertain }: CommandUse,
  { range }: Argument,
  problem: string,
  means: string | undefined,
  advice = means === undefined ? '' : ` Write ${means}.`,
): Finding {
  const failing = isCertain ? `${failingOf(template)} fails` : 'rendering fails when it gets here';
  const fixes: readonly Fix[] = means === undefined ? [] : rewrite(template, range, means, phrase('Change to {0}', means), true);
  return {
    rule: 'template-argument-type',
    severity: isCertain ? 'error' : 'warning',
    at: { range: template.placeOf(range) },
    message: `${problem}, so ${failing}.${advice}`,
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}
