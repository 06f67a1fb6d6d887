import { _, type Ajv, type Code, type CodeKeywordDefinition, type KeywordCxt, stringify } from 'ajv';
import { FIELDS_KEYWORD } from './fieldsKeyword.ts';

/**
 * Puts smaller code in the place of what Ajv writes for enums and closed objects. Ajv's own keeps the schema in the code so that
 * errors can quote it; ours reports only where and what, and the words come from the structure.
 */
export function addCompactKeywords(ajv: Ajv): void {
  ajv.removeKeyword('enum');
  ajv.addKeyword(ENUM);
  ajv.addKeyword(FIELDS);
}

const ENUM: CodeKeywordDefinition = {
  keyword: 'enum',
  schemaType: 'array',
  error: { message: '' },
  code(cxt: KeywordCxt) {
    const { data, schema } = cxt;
    const allowed = (schema as readonly unknown[]).map((value): Code => _`${data} === ${stringify(value)}`);
    cxt.pass(allowed.reduce((all, one) => _`${all} || ${one}`));
  },
};

const FIELDS: CodeKeywordDefinition = {
  keyword: FIELDS_KEYWORD,
  type: 'object',
  schemaType: 'array',
  error: { message: '', params: ({ params }) => _`{additionalProperty: ${params['name']}}` },
  code(cxt: KeywordCxt) {
    const { gen, data, schema } = cxt;
    const names = gen.scopeValue('obj', {
      key: JSON.stringify(schema),
      ref: new Set(schema as string[]),
      code: _`new Set(${stringify(schema)})`,
    });
    gen.forIn('key', data, (key) => {
      cxt.setParams({ name: key });
      gen.if(_`!${names}.has(${key})`, () => cxt.error());
    });
  },
};
