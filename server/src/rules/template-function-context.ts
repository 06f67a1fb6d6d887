import { phrase } from '../localisation.ts';
import type { Finding, Fix } from '../model/finding.ts';
import type { CommandNode, OperandNode } from '../model/goTemplate/ast.ts';
import { parameterOf, type TemplateFunction, templateFunctions } from '../model/goTemplate/catalogue.ts';
import { templateKinds } from '../model/goTemplate/places.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import { type CommandUse, usesOf } from '../model/goTemplate/uses.ts';
import type { Rule } from './rule.ts';
import { failingOf, judgedTemplates, rewrite } from './templateFindings.ts';

/** Sprig's dictionaries are `map[string]interface{}`; ESO's context is a `map[string]string`. */
export const templateFunctionContext: Rule = {
  meta: {
    id: 'template-function-context',
    severity: 'error',
    kinds: templateKinds,
    needs: 'document',
    summary: 'A function for dictionaries is called with the dot, which is none to it.',
    why: 'What ESO gives to a template is a map of texts. `get`, `hasKey`, `keys`, `pick`, `omit`, `dig` and their like want a map of anything, and fail: `wrong type for value; expected map[string]interface {}; got map[string]string`. `index . "key"` and `range $key, $value := .` work, and for all else `toJson . | fromJson` makes such a map. In a branch, which may never be reached, it is a warning.',
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
        password: '{{ get . "password" }}'
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
        password: '{{ index . "password" }}'
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    return judgedTemplates(context).flatMap((template) =>
      template.tree.error === undefined ? usesOf(template.tree).commands.flatMap((use) => wrongArguments(template, use)) : [],
    );
  },
};

function wrongArguments(template: TemplateText, use: CommandUse): readonly Finding[] {
  const [first, ...given] = use.command.operands;
  const called = first.type === 'function' ? templateFunctions.get(first.name) : undefined;
  if (called === undefined || template.context === 'request') return [];
  const piped = use.piped === undefined ? undefined : onlyOperand(use.piped);
  const count = given.length + (use.piped === undefined ? 0 : 1);
  const all: readonly (OperandNode | undefined)[] = use.piped === undefined ? given : [...given, piped];
  return all.flatMap((argument, n) => {
    if (argument === undefined || !isContext(argument, use) || parameterOf(called, n, count)?.wants !== 'dict') return [];
    return [findingOf(template, use, called, argument)];
  });
}

function onlyOperand({ operands: [first, second] }: CommandNode): OperandNode | undefined {
  return second === undefined ? first : undefined;
}

function isContext(node: OperandNode, { dotIsContext, rootIsContext }: CommandUse): boolean {
  if (node.type === 'dot') return dotIsContext === true;
  return node.type === 'variable' && node.name === '$' && node.fields.length === 0 && rootIsContext === true;
}

function findingOf(template: TemplateText, use: CommandUse, called: TemplateFunction, argument: OperandNode): Finding {
  const dot = argument.type === 'dot' ? '.' : '$';
  const fixes = mend(template, use, called, argument, dot);
  const failing = use.isCertain ? `${failingOf(template)} fails` : 'rendering fails when it gets here';
  const advice = called.name === 'get' ? `Write index ${dot} "key".` : `Give it (toJson ${dot} | fromJson).`;
  return {
    rule: 'template-function-context',
    severity: use.isCertain ? 'error' : 'warning',
    at: { range: template.placeOf(argument.range) },
    message: `"${called.name}" cannot take what ESO gives to templates, a map of texts, so ${failing}. ${advice}`,
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

function mend(
  template: TemplateText,
  use: CommandUse,
  called: TemplateFunction,
  argument: OperandNode,
  dot: string,
): readonly Fix[] {
  const [name] = use.command.operands;
  if (called.name === 'get' && use.piped === undefined) {
    return rewrite(template, name.range, 'index', phrase('Change "{0}" to "{1}"', 'get', 'index'), true);
  }
  const isPiped = !use.command.operands.includes(argument);
  const map = `toJson ${dot} | fromJson`;
  return rewrite(template, argument.range, isPiped ? map : `(${map})`, phrase('Make it a map of anything'), true);
}
