import type { OffsetRange } from '../../syntax/node.ts';
import type { StringNode } from '../goTemplate/ast.ts';
import { isName } from '../goTemplate/goText.ts';
import { type TemplateText, templateTexts } from '../goTemplate/texts.ts';
import { type FieldUse, needsParentheses, rangeOfFields, usesOf, type WholeUse } from '../goTemplate/uses.ts';
import { isWritten } from '../known.ts';
import type { Mention, NameEdit, NamePlace, Obstacle, Subject } from './mention.ts';
import { partsOfScalar } from './names.ts';
import type { Reading } from './reader.ts';

/**
 * The keys that the templates of a resource take from what ESO gives them: `.password`, `$.password`, `index . "db-password"`. Not what
 * a template works out, nor anything in text that Helm goes over first.
 *
 * @param subjectOf what a key means there
 */
export function variableMentions(reading: Reading, subjectOf: (key: string) => Subject): readonly Mention[] {
  const { document, namespaces, resource } = reading;
  return templateTexts(resource, document).flatMap((template) => {
    if (template.context !== 'fetched' && template.context !== 'secret') return [];
    const { fields, wholes } = usesOf(template.tree);
    const variables = [...fields.map((use) => fieldOf(template, use)), ...wholes.flatMap((use) => indexOf(template, use) ?? [])];
    if (variables.length === 0) return [];
    const node = resource.nodeAt(template.path);
    const exact = node?.type === 'scalar' ? partsOfScalar(document, node, template.text) : () => undefined;
    return variables.map((variable) => ({
      resource,
      subject: subjectOf(variable.key),
      isDefinition: false,
      namespaces,
      place: placeOf(reading, template, variable, exact(variable.range)),
    }));
  });
}

/** A key that a template takes; ranges are of the template's text. */
interface Variable {
  readonly key: string;
  readonly range: OffsetRange;
  /** The same with the dot, or with quotes. */
  readonly token: OffsetRange;
  readonly dotIsContext: boolean | undefined;
  write(key: string): NameEdit | undefined;
}

function fieldOf(template: TemplateText, use: FieldUse): Variable {
  const [{ name, range }] = use.fields;
  const own = { start: range.start + 1, end: range.end };
  return {
    key: name,
    range: own,
    token: range,
    dotIsContext: use.dotIsContext,
    write(key) {
      if (isName(key)) return editOf(template, own, key);
      const index = `index ${use.node.type === 'variable' ? '$' : '.'} "${key}"`;
      const isPart = needsParentheses(use) || use.fields.length > 1;
      return editOf(template, rangeOfFields(use, 1), isPart ? `(${index})` : index);
    },
  };
}

/** `index . "key"`, also with the key piped into it. */
function indexOf(template: TemplateText, use: WholeUse): Variable | undefined {
  const key = indexedKey(use);
  if (key === undefined) return undefined;
  const range = { start: key.range.start + 1, end: key.range.end - 1 };
  return {
    key: key.value,
    range,
    token: key.range,
    dotIsContext: use.dotIsContext,
    write: (name) => editOf(template, range, name),
  };
}

function indexedKey({ command, index, pipeline }: WholeUse): StringNode | undefined {
  const [first, , key] = command.operands;
  if (first.type !== 'function' || first.name !== 'index' || index !== 1) return undefined;
  const piped = pipeline.commands[pipeline.commands.indexOf(command) - 1]?.operands ?? [];
  const found = key ?? (piped.length === 1 ? piped[0] : undefined);
  return found?.type === 'string' && found.value !== '' ? found : undefined;
}

function editOf(template: TemplateText, range: OffsetRange, newText: string): NameEdit | undefined {
  const edit = template.edit(range, newText);
  return edit === undefined || !('range' in edit.at) ? undefined : { ...edit.at.range, newText: edit.newText };
}

function placeOf({ resource }: Reading, template: TemplateText, variable: Variable, exact: OffsetRange | undefined): NamePlace {
  const whole = template.placeOf(variable.range);
  const obstacle: Obstacle | undefined = !isWritten(resource, template.path)
    ? 'alias'
    : variable.dotIsContext === undefined
      ? 'define'
      : undefined;
  return {
    range: whole,
    token: template.placeOf(variable.token),
    whole: resource.rangeOf(template.path, 'entry'),
    source: exact ?? whole,
    ...(obstacle === undefined ? {} : { obstacle }),
    write: obstacle === undefined ? variable.write : () => undefined,
  };
}
