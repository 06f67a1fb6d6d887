import type { FixEdit } from '../../model/finding.ts';
import type { YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { Structure } from '../structure.ts';

/** Whether a value is of the shape that the structure wants: a mapping, a list or a scalar. What is not known fits. */
export function fits(form: Structure | undefined, node: YamlNode | undefined): boolean {
  if (form?.type === undefined || node === undefined || node.placeholder) return true;
  if (node.type === 'map') return form.type === 'object';
  if (node.type === 'seq') return form.type === 'array';
  return node.value === null || (form.type !== 'object' && form.type !== 'array');
}

/**
 * The edits that give a value the shape that the structure wants without changing what it says: one value becomes a list of it, a list of
 * one value that value. Undefined where that is not certain to be meant, or cannot be written.
 */
export function reshape(form: Structure, node: YamlNode | undefined, path: Path): readonly FixEdit[] | undefined {
  if (node === undefined || node.placeholder || node.alias !== undefined) return undefined;
  if (form.type === 'array') {
    const isBlockText = node.type === 'scalar' && (node.style === 'literal' || node.style === 'folded');
    const isItem = node.type !== 'seq' && fits(form.items, node) && !(node.type === 'scalar' && node.value === null);
    return isItem && !isBlockText ? [{ at: { path, part: 'value' }, newText: '', beside: 'item' }] : undefined;
  }
  const [item, ...others] = node.type === 'seq' && !node.open ? node.items : [];
  if (node.type !== 'seq' || item === undefined || others.length > 0 || !fits(form, item)) return undefined;
  if (item.alias !== undefined || item.placeholder || (item.type === 'scalar' && item.value === null)) return undefined;
  const opening = { start: node.range.start, end: item.range.start };
  if (node.flow) {
    const closing = { start: item.range.end, end: node.range.end };
    return [opening, closing].map((range) => ({ at: { range }, newText: '' }));
  }
  // A dash on a line of its own, and a scalar, which may then stand on the line of no key.
  const width = opening.end - opening.start;
  if (item.type === 'scalar' || width > 4) return undefined;
  return [{ at: { range: opening }, newText: ' '.repeat(width) }];
}
