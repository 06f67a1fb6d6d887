import { type SymbolInformation, SymbolKind } from 'vscode-languageserver-types';
import { nameOf } from '../../model/mentions/mention.ts';
import type { Occurrence } from '../../model/mentions/occurrence.ts';
import type { FeatureContext } from '../context.ts';
import { plainText } from '../markdown.ts';
import { rangeIn } from './places.ts';
import { symbolKindOf } from './symbols.ts';

/** How many are answered; editors narrow a list further by themselves and ask again. */
const mostSymbols = 1000;

/**
 * The objects of ESO's kinds in the workspace, and the Secrets that they write under another name, whose name or kind has the letters of
 * the query in their order.
 */
export function workspaceSymbols({ mentions }: Pick<FeatureContext, 'mentions'>, query: string): SymbolInformation[] {
  const wanted = [...query.toLowerCase().replace(/\s+/g, '')];
  const symbols: SymbolInformation[] = [];
  for (const one of mentions.defined()) {
    const { mention } = one;
    const { resource, subject } = mention;
    const kind = subject.sort === 'object' ? subject.kind : 'Secret';
    if (!hasInOrder(`${nameOf(subject)} ${kind}`.toLowerCase(), wanted)) continue;
    symbols.push({
      name: plainText(nameOf(subject)),
      kind: subject.sort === 'object' ? symbolKindOf(resource) : SymbolKind.Key,
      containerName: plainText(containerOf(one, kind)),
      location: { uri: one.uri, range: rangeIn(one, mention.place.range) },
    });
    if (symbols.length === mostSymbols) break;
  }
  return symbols;
}

/** `ExternalSecret · shop`, `Secret of ExternalSecret db` */
function containerOf({ mention: { resource, subject } }: Occurrence, kind: string): string {
  const of = subject.sort === 'object' ? '' : ` of ${resource.kind} ${resource.name ?? ''}`;
  return `${kind}${of}${resource.namespace === undefined ? '' : ` · ${resource.namespace}`}`;
}

function hasInOrder(text: string, letters: readonly string[]): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
