import { type Phrase, phrase, type Value } from '../../localisation.ts';
import { commandLine, type Word } from '../../model/commandLine.ts';
import { plainText } from '../../model/plainText.ts';
import { type CliAnswer, type CliForm, type CliRequest, filePlaceholder, standardInput } from './tool.ts';

/** How a tool writes and reads secrets that are one text each, JSON or not. */
export interface TextTool {
  /** The command that writes the text which it reads from a file. */
  write(path: string): readonly Word[];
  /** The command that prints the text as it is now. Absent: a property of it cannot be changed by itself. */
  readonly read?: readonly Word[];
  /** What it is given for standard input, where that is not `/dev/stdin`. */
  readonly stdin?: string;
  /** Whether it takes values from standard input only, and from no file. */
  readonly readsInputOnly?: boolean;
  /** Ways that this vendor has beside those below; they come first. */
  readonly more?: readonly CliForm[];
  /** What is to be known of the command, a sentence. */
  readonly note?: Phrase;
}

const inputOnly = phrase(
  'This tool takes values from its standard input, and how is written for POSIX shells only. Choose one of them as your default terminal.',
);
const shown = phrase('What you type is shown on the screen, and is not kept in the history of the shell.');

/** The ways to give a tool its text: typed in the terminal, or from a file. No value is ever a word of the command. */
export function textForms(request: CliRequest, tool: TextTool): CliAnswer {
  const forms = [...(tool.more ?? []), typed(request, tool), fromFile(request, tool)].filter((form) => form !== undefined);
  if (forms.length === 0)
    return tool.readsInputOnly === true && request.shell === 'other' ? { reason: inputOnly } : unwritable(request.key);
  return {
    forms: forms.map((form) => (tool.note === undefined ? form : { ...form, advice: phrase('{0} {1}', form.advice, tool.note) })),
  };
}

/** Some name of the request would have to be quoted. */
export function unwritable(key: string): CliAnswer {
  return {
    reason: phrase(
      'No command line is made for "{0}": its name, or that of its place, has characters that a shell may read as something else, or it is too long. Use the vendor\'s console.',
      plainText(key, 80),
    ),
  };
}

/** Names that can stand in a program for jq, and in JSON, as they are. */
export function arePlainNames(names: readonly string[]): boolean {
  return names.length > 0 && names.length <= 20 && names.every((name) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name));
}

/** A program for jq that makes a JSON object, one line of input for each member. `-n` and `-R` are to be given beside it. */
export function objectProgram(names: readonly string[]): string {
  return `{${names.map((name) => `"${name}":input`).join(',')}}`;
}

/** `username and password` */
function inWords(names: readonly string[]): Value {
  return names.length < 2 ? names.join('') : phrase('{0} and {1}', names.slice(0, -1).join(', '), names.at(-1) ?? '');
}

/** The advice for values that are typed one line each. */
export function typeLines(names: readonly string[]): Phrase {
  return names.length === 1
    ? phrase('Press Enter, then type the value of {0} on one line. {1}', inWords(names), shown)
    : phrase('Press Enter, then type the values of {0}, one line each. {1}', inWords(names), shown);
}

/** The advice for one value. */
export const typeOneLine = phrase('Press Enter, then type the value on one line. {0}', shown);

/** One line of what is typed, without its end. */
export const oneLine: readonly (readonly Word[])[] = [
  ['head', '-n', '1'],
  ['tr', '-d', { program: '\\n' }],
];

const typeTitle = phrase('Type It in the Terminal');
const fileTitle = phrase('Take It from a File');

/** A form where the user types, unless it cannot be written for this shell. */
export function typedForm({ shell }: CliRequest, programs: readonly (readonly Word[])[], advice: Phrase): CliForm | undefined {
  const line = shell === 'posix' ? commandLine(...programs) : undefined;
  return line === undefined ? undefined : { title: typeTitle, commandLine: line, advice };
}

/** A form with a file. */
export function fileForm(
  { shell }: CliRequest,
  words: readonly Word[],
  holds: Phrase,
  readsInputOnly = false,
): CliForm | undefined {
  const line = commandLine(readsInputOnly ? [...words, '<', filePlaceholder] : words);
  if (line === undefined || (readsInputOnly && shell === 'other')) return undefined;
  // Git Bash would make a path of Windows of every word that begins with a slash.
  const prefix = shell === 'git-bash' && / \//.test(line) ? 'MSYS_NO_PATHCONV=1 ' : '';
  const advice = phrase(
    'Put the path of a file in place of {0}, and press Enter. The file holds {1}. Delete it afterwards.',
    filePlaceholder,
    holds,
  );
  return { title: fileTitle, commandLine: `${prefix}${line}`, advice };
}

/** What a file holds that is a JSON object with these properties, or with some. */
export function jsonObject(properties: readonly string[]): Phrase {
  return properties.length === 0 ? phrase('a JSON object') : phrase('a JSON object: {0}', skeleton(properties));
}

/** A JSON object with nothing but the names: `{"username": "", "password": ""}` */
function skeleton(names: readonly string[]): string {
  return `{${names.map((name) => `${JSON.stringify(name)}: ""`).join(', ')}}`;
}

function typed(request: CliRequest, { write, read, stdin = standardInput }: TextTool): CliForm | undefined {
  const { deed, properties, isObject } = request;
  if (deed === 'rotate' && properties.length > 0) return oneProperty(request, read, write(stdin));
  if (arePlainNames(properties))
    return typedForm(request, [['jq', '-nR', { program: objectProgram(properties) }], write(stdin)], typeLines(properties));
  return isObject ? undefined : typedForm(request, [...oneLine, write(stdin)], typeOneLine);
}

/** Changes one property and leaves the others as they are. */
function oneProperty(request: CliRequest, read: readonly Word[] | undefined, write: readonly Word[]): CliForm | undefined {
  const [name = ''] = request.properties;
  // Where a name has dots, which of two places it means is for the vault's JSON to say.
  if (read === undefined || !arePlainNames([name]) || name.includes('.')) return undefined;
  const program = `."${name}"=($new|rtrimstr("\\n"))`;
  const advice = phrase(
    'Press Enter, then type the new {0}, Enter and Ctrl+D. The other properties stay as they are. {1}',
    name,
    shown,
  );
  return typedForm(request, [read, ['jq', '-c', '--rawfile', 'new', '/dev/tty', { program }], write], advice);
}

function fromFile(request: CliRequest, { write, readsInputOnly }: TextTool): CliForm | undefined {
  const { deed, properties, isObject } = request;
  const all =
    deed === 'rotate' ? phrase('a JSON object with all its properties, those that stay as they are too') : jsonObject(properties);
  const holds = isObject ? all : phrase('the value as it is, without a line break at its end');
  return fileForm(request, write(filePlaceholder), holds, readsInputOnly);
}
