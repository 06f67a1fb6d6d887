import { cryptoFunctionDocs } from './crypto.ts';
import { dataFunctionDocs } from './data.ts';
import { textFunctionDocs } from './text.ts';

/** What is said about each function of the catalogue, by its name. Loaded when somebody first asks about one. */
export const functionDocs: ReadonlyMap<string, { readonly text: string; readonly example: string }> = new Map(
  [...textFunctionDocs, ...dataFunctionDocs, ...cryptoFunctionDocs].map(([name, text, example]) => [name, { text, example }]),
);
