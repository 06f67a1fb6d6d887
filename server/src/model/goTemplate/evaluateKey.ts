import { evaluatePipeline } from './evaluate.ts';
import { parseTemplate } from './parseTemplate.ts';

/**
 * A template of a `rewrite.transform` as a function of the key, which is its `.value`. Only what is surely understood: text, and
 * pipelines of a few functions of texts. Undefined for any other template, and for one that Go does not parse.
 */
export function keyTemplate(text: string): ((key: string) => string) | undefined {
  const { nodes, error } = parseTemplate(text, { name: 'transform' });
  if (error !== undefined || (nodes.length === 0 && text !== '')) return undefined;
  const parts: ((key: string) => string | undefined)[] = [];
  for (const node of nodes) {
    if (node.type === 'text') parts.push(() => node.text);
    else if (node.type === 'action') parts.push((key) => evaluatePipeline(node.pipeline, (names) => valueAt(names, key)));
    else return undefined;
  }
  const run = (key: string) => parts.map((part) => part(key));
  // What is understood of one key is of all.
  if (run('a').includes(undefined)) return undefined;
  return (key) => run(key).join('');
}

function valueAt(names: readonly string[], key: string): string | undefined {
  return names.length === 1 && names[0] === 'value' ? key : undefined;
}
