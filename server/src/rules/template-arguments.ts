import { restrictsTemplates } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import type { ChainNode } from '../model/goTemplate/ast.ts';
import { type TemplateFunction, templateFunctions } from '../model/goTemplate/catalogue.ts';
import { templateKinds } from '../model/goTemplate/places.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import { type CommandUse, type UsePlace, usesOf } from '../model/goTemplate/uses.ts';
import type { Rule } from './rule.ts';
import { failingOf, judgedTemplates } from './templateFindings.ts';

/** Go: `wrong number of args for b64enc: want 1 got 2`. */
export const templateArguments: Rule = {
  meta: {
    id: 'template-arguments',
    severity: 'error',
    kinds: templateKinds,
    needs: 'document',
    summary: 'A template function gets too many arguments or too few, or something gets arguments that is no function.',
    why: 'Go stops there: `wrong number of args for replace: want 3 got 2`, or `.password is not a method but has arguments`. What is piped into a function is its last argument; a function that stands as an argument itself needs parentheses. In a branch, which may never be reached, it is a warning.',
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
        user: '{{ .user | replace "-" }}'
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
        user: '{{ .user | replace "-" "_" }}'
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
  check(context) {
    return judgedTemplates(context).flatMap((template) => {
      if (template.tree.error !== undefined) return [];
      const { commands, functions } = usesOf(template.tree);
      const isOld = !restrictsTemplates(context.resolution);
      const calledAs = (name: string) => (isOld && OTHERS_BEFORE_2.has(name) ? undefined : templateFunctions.get(name));
      const asArguments = functions
        .filter(({ index }) => index > 0)
        .flatMap((use) => miscounted(template, use, calledAs(use.node.name), 0, use.node.range));
      return [...commands.flatMap((use) => inCommand(template, use, calledAs)), ...asArguments];
    });
  },
};

/** What ESO called with other arguments before 2.0, then with another Sprig: `htpasswd` had no algorithm. */
const OTHERS_BEFORE_2: ReadonlySet<string> = new Set(['htpasswd']);

function inCommand(
  template: TemplateText,
  use: CommandUse,
  calledAs: (name: string) => TemplateFunction | undefined,
): readonly Finding[] {
  const [first, ...given] = use.command.operands;
  const count = given.length + (use.piped === undefined ? 0 : 1);
  if (first.type === 'function') return miscounted(template, use, calledAs(first.name), count, first.range);
  if (first.type === 'chain' && first.of.type === 'function') return chained(template, use, calledAs(first.of.name), first);
  // Fields of the context and of nothing else are surely no methods.
  const isValue = ['dot', 'string', 'number', 'boolean', 'parentheses', 'nil'].includes(first.type) || isKey(first, use);
  if (!isValue || count === 0) return [];
  const written = template.text.slice(first.range.start, first.range.end);
  const message = `${written} is no function and takes no arguments, so ${failing(template, use)}. Put a function before it, or take away what ${given.length === 0 ? 'is piped into it' : 'follows'}.`;
  return [finding(template, use, first.range, message)];
}

/** `.a | fromJson.password`: Go calls the function without anything, to take the field of what comes of that. */
function chained(
  template: TemplateText,
  use: CommandUse,
  called: TemplateFunction | undefined,
  { range, fields }: ChainNode,
): readonly Finding[] {
  if (called === undefined || called.least === 0) return [];
  const path = fields.map(({ name }) => `.${name}`).join('');
  const message = `"${called.name}" gets no arguments here, for its field is taken first, so ${failing(template, use)}. Write (${called.name} …)${path}, with its arguments in the parentheses.`;
  return [finding(template, use, range, message)];
}

function isKey(node: CommandUse['command']['operands'][0], { dotIsContext, rootIsContext }: CommandUse): boolean {
  if (node.type === 'field') return dotIsContext === true;
  return node.type === 'variable' && node.name === '$' && rootIsContext === true;
}

function miscounted(
  template: TemplateText,
  use: Omit<UsePlace, 'index'>,
  called: TemplateFunction | undefined,
  count: number,
  range: { readonly start: number; readonly end: number },
): readonly Finding[] {
  if (called === undefined || (count >= called.least && count <= called.most)) return [];
  const { name, least, most, parameters } = called;
  const wanted = `${most === least ? '' : 'at least '}${least === 0 ? 'no arguments' : least === 1 ? 'one argument' : `${least} arguments`}`;
  const usage = `{{ ${[name, ...parameters.map((each) => `<${each.name}${each.repeated ? ' …' : ''}>`)].join(' ')} }}`;
  const got = count === 0 ? 'none' : `${count}`;
  const message = `"${name}" wants ${wanted} and gets ${got}, so ${failing(template, use)}. It is used as ${usage}; what is piped into it comes last.`;
  return [finding(template, use, range, message)];
}

function failing(template: TemplateText, { isCertain }: Pick<UsePlace, 'isCertain'>): string {
  return isCertain ? `${failingOf(template)} fails` : 'rendering fails when it gets here';
}

function finding(
  template: TemplateText,
  { isCertain }: Pick<UsePlace, 'isCertain'>,
  range: { readonly start: number; readonly end: number },
  message: string,
): Finding {
  const severity = isCertain ? 'error' : 'warning';
  return { rule: 'template-arguments', severity, at: { range: template.placeOf(range) }, message };
}
