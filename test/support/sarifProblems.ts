import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';

/** The official schema says `id` and draft-04, which Ajv no longer knows; it uses nothing else of what has changed since. */
function sarifValidator() {
  const { $schema: _, id: __, ...own } = schema;
  const formats = {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => !/[ <>]/.test(text),
    'date-time': true,
  } as const;
  return new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, formats }).compile(own);
}

const validate = sarifValidator();

/** What the official schema of SARIF objects to in a log. */
export function sarifProblems(log: unknown): readonly unknown[] {
  validate(log);
  return validate.errors ?? [];
}
