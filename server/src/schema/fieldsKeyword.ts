/**
 * Our own keyword for `additionalProperties: false`: the names that an object may have. Apart from the keywords' code, which needs
 * Ajv: what explains an error is read at start-up, Ajv only on first use.
 */
export const FIELDS_KEYWORD = 'x-fields';
