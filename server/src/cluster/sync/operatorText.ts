import { outsideText } from '../live/outsideText.ts';

/**
 * A message of the operator as it may be shown: one line, bounded, and without the parts in which Go's libraries quote what they were
 * given, for that can be a secret value. Measured with ESO 0.20.4: `error calling fail: <value>`, `invalid character 'h' looking for …`,
 * `strconv.Atoi: parsing "<value>"`, ``cannot unmarshal !!str `<value>` ``, `Invalid value: "<value>"`.
 */
export function operatorText(message: string, limit = 500): string {
  let text = message.slice(0, 20_000);
  for (const [pattern, replacement] of quotations) text = text.replace(pattern, replacement);
  return outsideText(text, limit);
}

const cut = '(not shown)';

const quotations: readonly (readonly [RegExp, string])[] = [
  // What a template function says is its own affair; two texts are known to quote nothing.
  [/(error calling [\w.]+: )(?!can't index item|map has no entry|wrong number of args|wrong type)[\s\S]*/g, `$1${cut}`],
  [/(could not unmarshal template to '[^']*': )[\s\S]*/g, `$1${cut}`],
  [/invalid character ('(?:\\.|[^'])*'|\S+)/g, `invalid character ${cut}`],
  [/(Invalid value: )(?:"(?:\\.|[^"\\])*"|[^\s:,\]]+)/g, `$1${cut}`],
  [/(Duplicate value: |Unsupported value: )(?:"(?:\\.|[^"\\])*"|[^\s:,\]]+)/g, `$1${cut}`],
  [/(parsing )(?:"(?:\\.|[^"\\])*"|time "[^"]*")/g, `$1${cut}`],
  [/(cannot unmarshal !!\w+ )`[^`]*`/g, `$1${cut}`],
  [/(cannot parse )"(?:\\.|[^"\\])*"( as )"(?:\\.|[^"\\])*"/g, `$1${cut}$2${cut}`],
];
