import type { CancellationToken } from '../../cancellation.ts';
import { templateFunctions } from '../../model/goTemplate/catalogue.ts';
import { helmTemplateTexts } from '../../model/goTemplate/helmTemplateTexts.ts';
import { type TemplateText, templateTexts } from '../../model/goTemplate/texts.ts';
import { usesOf } from '../../model/goTemplate/uses.ts';
import { externalSecretSpecPath, storeRefAt } from '../../model/references.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { PlacedNode } from '../../syntax/nodePath.ts';
import { samePath } from '../../syntax/path.ts';
import type { PlaceContext } from '../context.ts';
import { entryName, fetchedVariables } from '../fetchedVariables.ts';
import { codeSpan, escapeMarkdown } from '../markdown.ts';
import { functionCard } from '../templateFunctionText.ts';
import { card } from './card.ts';
import type { PlacedText } from './secretUseHover.ts';

/** What a function or variable of a template is, at a value that is one; undefined elsewhere. */
export async function templateHover(
  context: PlaceContext,
  { document, resource, path }: PlacedNode,
  token: CancellationToken,
): Promise<PlacedText | undefined> {
  const at = context.offset - document.start;
  const templates = [...templateTexts(resource, document.parsed), ...helmTemplateTexts(resource, document.parsed)];
  const template = templates.find((each) => samePath(each.path, path));
  const word = template && wordAt(template, at);
  const text = word && (await textOf(context, { document, resource, path }, word, token));
  if (text === undefined || word === undefined) return undefined;
  const { start, end } = word.range;
  return { text, range: { start: document.start + start, end: document.start + end } };
}

interface Word {
  readonly sort: 'function' | 'key';
  readonly name: string;
  /** Relative to the document. */
  readonly range: OffsetRange;
}

function wordAt({ context, placeOf, tree }: Pick<TemplateText, 'context' | 'placeOf' | 'tree'>, at: number): Word | undefined {
  const { fields, functions, wholes } = usesOf(tree);
  const keys =
    context !== 'fetched'
      ? []
      : [
          ...fields
            .filter(({ dotIsContext }) => dotIsContext === true)
            .map(({ fields: [first] }) => ({ name: first.name, range: first.range })),
          ...wholes.flatMap(({ command: { operands }, dotIsContext, index }) => {
            const [called, , key] = operands;
            const isIndex = called.type === 'function' && called.name === 'index' && index === 1 && dotIsContext === true;
            return isIndex && key?.type === 'string' ? [{ name: key.value, range: key.range }] : [];
          }),
        ];
  const words = [
    ...keys.map((key) => ({ sort: 'key' as const, ...key })),
    ...functions.map(({ node: { name, range } }) => ({ sort: 'function' as const, name, range })),
  ];
  return words.map((word) => ({ ...word, range: placeOf(word.range) })).find(({ range }) => range.start <= at && at <= range.end);
}

async function textOf(
  context: PlaceContext,
  { resource }: Pick<PlacedNode, 'document' | 'path' | 'resource'>,
  { name, sort }: Word,
  token: CancellationToken,
): Promise<string | undefined> {
  const { l10n } = context;
  if (sort === 'function') {
    const entry = templateFunctions.get(name);
    return entry && functionCard(entry, l10n);
  }
  const spec = externalSecretSpecPath(resource);
  if (spec === undefined) return undefined;
  const { variables } = await fetchedVariables(resource, spec, { context, uri: context.uri }, token);
  const variable = variables.find((each) => each.name === name);
  if (variable === undefined) return undefined;
  const { decoding, entry, origin } = variable;
  const store = storeRefAt(resource, entry);
  return card(`**${codeSpan(name)}** · ${l10n.t('fetched by {0}', codeSpan(entryName(entry)))}`, [
    `${l10n.t('Holds {0}', escapeMarkdown(l10n.of(origin), 300))}${store === undefined ? '' : ` · ${store.kind} ${escapeMarkdown(store.name, 253)}`}`,
    decoding === undefined ? undefined : l10n.t('Decoded: {0}', escapeMarkdown(decoding, 30)),
  ]);
}
