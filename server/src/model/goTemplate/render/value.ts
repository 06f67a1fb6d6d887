import { knownText, literal, type Part } from './parts.ts';

/** A value inside a template. */
export type Value =
  | { readonly type: 'text'; readonly parts: readonly Part[] }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'list'; readonly items: readonly Value[] }
  /** What ESO gives to the template. */
  | { readonly type: 'context' };

/** A text that is known. */
export function textValue(text: string): Value {
  return { type: 'text', parts: literal(text) };
}

/** The value as it is put out; undefined for what has no text that is certain. */
export function putOut(value: Value): readonly Part[] | undefined {
  switch (value.type) {
    case 'text':
      return value.parts;
    case 'number':
    case 'boolean':
      return literal(String(value.value));
    default:
      return undefined;
  }
}

/** Whether Go takes a value for true: whether it is not empty. Undefined where that depends on what nobody has read. */
export function isTrue(value: Value): boolean | undefined {
  switch (value.type) {
    case 'text': {
      const isSure = value.parts.some((part) => 'text' in part && part.text !== '');
      return isSure ? true : knownText(value.parts) === undefined ? undefined : false;
    }
    case 'number':
      return value.value !== 0;
    case 'boolean':
      return value.value;
    case 'list':
      return value.items.length > 0;
    case 'context':
      return undefined;
  }
}
