import { phrase } from '../localisation.ts';
import { externalSecretKinds, judgedSpecPath } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { fetchedKeys } from '../model/goTemplate/fetchedKeys.ts';
import { isName } from '../model/goTemplate/goText.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import {
  type FieldUse,
  needsParentheses,
  rangeOfFields,
  type UsePlace,
  usesOf,
  type WholeUse,
} from '../model/goTemplate/uses.ts';
import { listNames } from '../schema/findings/judged.ts';
import { nearest } from '../schema/nearest.ts';
import type { Rule } from './rule.ts';
import { failingOf, judgedTemplates, rewrite } from './templateFindings.ts';

/** ESO renders with `missingkey=error`: `map has no entry for key "x"`. */
export const templateUnknownKey: Rule = {
  meta: {
    id: 'template-unknown-key',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A template uses a key that is not fetched, or a field of a key.',
    why: 'The dot of a template has the fetched keys, and ESO takes a missing one for an error, before `default` could help: `executing "url" at <.pasword>: map has no entry for key "pasword"`. `.tls.crt` is the field `crt` of `tls`: a key with a dot is reached by `index . "tls.crt"`. Every key is a text and has no fields, also inside `with .user`, where the dot is that text and other keys are reached by `$`. That a key is not fetched is said only where all are written under `data`; in a branch, which may never be reached, as a warning; and of `index` with a misspelt key, which gives an empty text, as information.',
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
        url: postgres://app:{{ .pasword }}@db
  data:
    - secretKey: password
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
        url: postgres://app:{{ .password }}@db
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    const { resource } = context;
    const templates = judgedTemplates(context);
    if (templates.length === 0) return [];
    const spec = judgedSpecPath(resource);
    const fetched = spec === undefined ? undefined : fetchedKeys(resource, spec);
    return templates.flatMap((template) => {
      const keys = template.context === 'key' ? ['value'] : fetched;
      if (template.tree.error !== undefined || template.context === 'request') return [];
      const uses = usesOf(template.tree);
      const ofTexts = uses.textFields.map((use) => fieldOfDot(template, use));
      if (keys === undefined || keys.length === 0)
        return [...ofTexts, ...uses.fields.flatMap((use) => fieldOfAny(template, use))];
      const named = new Set(uses.strings.map(({ value }) => value));
      const fields = uses.fields
        .filter((use) => use.dotIsContext === true && (use.isCertain || !named.has(use.fields[0].name)))
        .flatMap((use) => findingOf(template, use, keys) ?? []);
      return [...ofTexts, ...fields, ...uses.wholes.flatMap((use) => misspeltIndex(template, use, keys))];
    });
  },
};

function findingOf(template: TemplateText, use: FieldUse, keys: readonly string[]): Finding | undefined {
  const [first, second] = use.fields;
  if (keys.includes(first.name)) return second === undefined ? undefined : fieldOfText(template, use, second.name);
  const dotted = dottedKey(use, keys);
  if (dotted !== undefined) {
    const { key, fix } = withIndex(template, use, dotted, true);
    const message = `Go reads this as a field of "${first.name}", which is not fetched, so every sync fails. For the key "${key}" write index . "${key}".`;
    return finding(template, use, dotted, message, fix);
  }
  const meant = nearest(first.name, keys);
  const near = meant === undefined ? [] : changeTo(template, use, meant);
  const hasDefault = isDefaulted(use);
  const index = hasDefault ? withIndex(template, use, 1, meant === undefined).fix : [];
  const why = hasDefault ? 'and "default" is not asked: every sync fails before' : 'so every sync fails';
  const absence = template.context === 'key' ? 'not what a rewrite is given' : 'not fetched';
  const advice =
    meant !== undefined
      ? `Did you mean "${meant}"?`
      : hasDefault
        ? `Write index . "${first.name}", which gives an empty text.`
        : `There is ${listNames(keys)}.`;
  return finding(template, use, 1, `"${first.name}" is ${absence}, ${why}. ${advice}`, [...near, ...index]);
}

function finding(template: TemplateText, use: FieldUse, count: number, message: string, fixes: readonly Fix[]): Finding {
  return {
    rule: 'template-unknown-key',
    severity: use.isCertain ? 'error' : 'warning',
    at: { range: template.placeOf(rangeOfFields(use, count)) },
    message: use.isCertain ? message : message.replace(/every (sync|push) fails/, 'the $1 fails when it gets here'),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/** `index . "pasword"` put out as it is: no error, an empty text. Said only of what is most likely a slip. */
function misspeltIndex(template: TemplateText, use: WholeUse, keys: readonly string[]): readonly Finding[] {
  const [first, , key] = use.command.operands;
  const isIndex = first.type === 'function' && first.name === 'index' && use.index === 1 && use.dotIsContext === true;
  if (!isIndex || key?.type !== 'string' || keys.includes(key.value) || !use.isOutput || isDefaulted({ ...use, index: 0 }))
    return [];
  const meant = nearest(key.value, keys);
  if (meant === undefined) return [];
  return [
    {
      rule: 'template-unknown-key',
      severity: 'information',
      at: { range: template.placeOf(key.range) },
      message: `"${key.value}" is not fetched: index gives an empty text for it, without an error. Did you mean "${meant}"?`,
      fixes: rewrite(template, key.range, `"${meant}"`, phrase('Change to "{0}"', meant), true),
    },
  ];
}

/** Values are texts: Go answers `can't evaluate field user in type string`. */
function fieldOfText(template: TemplateText, use: FieldUse, field: string): Finding {
  const [{ name }] = use.fields;
  const base = use.node.type === 'variable' ? `$.${name}` : `.${name}`;
  const message = `The value of "${name}" is a text, which has no field "${field}", so every sync fails. If it is JSON write (fromJson ${base}).${field}.`;
  const fix = rewrite(template, rangeOfFields(use, 1), `(fromJson ${base})`, phrase('Read the value as JSON'), false);
  return finding(template, use, 2, message, fix);
}

/** Whatever the keys are, all are texts. */
function fieldOfAny(template: TemplateText, use: FieldUse): readonly Finding[] {
  const [first, second] = use.fields;
  if (second === undefined || use.dotIsContext !== true) return [];
  const { key, fix } = withIndex(template, use, 2, false);
  const base = `${use.node.type === 'variable' ? '$' : ''}.${first.name}`;
  const message = `Every key is a text, which has no field "${second.name}", so ${failingOf(template)} fails. For the key "${key}" write index . "${key}"; for JSON in "${first.name}" write (fromJson ${base}).${second.name}.`;
  return [finding(template, use, 2, message, fix)];
}

/** Inside `with .user`, where the dot is that text. */
function fieldOfDot(template: TemplateText, use: FieldUse): Finding {
  const [{ name }] = use.fields;
  const isReached = use.rootIsContext === true;
  const advice = isReached ? ` Write $.${name}, which is the key.` : '';
  const message = `Inside this "with" the dot is a text, which has no field "${name}", so ${failingOf(template)} fails.${advice}`;
  const fix = isReached ? rewrite(template, rangeOfFields(use, 1), `$.${name}`, phrase('Change to {0}', `$.${name}`), true) : [];
  return finding(template, use, 1, message, fix);
}

/** How many of the fields together name a key that has dots. */
function dottedKey({ fields }: FieldUse, keys: readonly string[]): number | undefined {
  const counts = fields.map((_, i) => i + 1).filter((count) => keys.includes(joined(fields, count)));
  return counts.find((count) => count > 1);
}

function joined(fields: FieldUse['fields'], count: number): string {
  return fields
    .slice(0, count)
    .map(({ name }) => name)
    .join('.');
}

function withIndex(template: TemplateText, use: FieldUse, count: number, preferred: boolean) {
  const key = joined(use.fields, count);
  const index = `index ${use.node.type === 'variable' ? '$' : '.'} "${key}"`;
  const written = needsParentheses(use) || count < use.fields.length ? `(${index})` : index;
  return { key, fix: rewrite(template, rangeOfFields(use, count), written, phrase('Change to {0}', written), preferred) };
}

function changeTo(template: TemplateText, use: FieldUse, key: string): readonly Fix[] {
  const dollar = use.node.type === 'variable' ? '$' : '.';
  const index = needsParentheses(use) ? `(index ${dollar} "${key}")` : `index ${dollar} "${key}"`;
  const written = isName(key) ? (dollar === '$' ? `$.${key}` : `.${key}`) : index;
  return rewrite(template, rangeOfFields(use, 1), written, phrase('Change to "{0}"', key), true);
}

/** Whether a `default` gets the value: `.x | default "y"`, `default "y" .x`. */
function isDefaulted({ pipeline, command, index }: UsePlace): boolean {
  const isDefault = (of: typeof command | undefined) => {
    const [name] = of?.operands ?? [];
    return name?.type === 'function' && (name.name === 'default' || name.name === 'coalesce');
  };
  const next = pipeline.commands[pipeline.commands.indexOf(command) + 1];
  return index > 0 ? isDefault(command) : isDefault(next);
}
