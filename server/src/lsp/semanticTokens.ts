import { type SemanticTokens, SemanticTokensBuilder } from 'vscode-languageserver';
import type { PlacedColour } from '../features/semanticTokens/index.ts';
import { colourTypes } from '../features/semanticTokens/templateColours.ts';
import { guard } from './guard.ts';
import type { ServerState } from './serverState.ts';

/**
 * Highlighting inside templates. Null where there is nothing of ours: some editors show the tokens of one server only, and the file may
 * be another's. What was answered last is kept for each open file, so that an edit costs the editor what has changed.
 */
export function registerSemanticTokens({ connection, log, service }: ServerState): void {
  const last = new Map<string, SemanticTokensBuilder>();
  const { semanticTokens } = connection.languages;

  /** The builder of a file, filled; undefined where the file has no template. */
  function filled(uri: string, previous?: string): SemanticTokensBuilder | undefined {
    for (const known of last.keys()) if (service.versionOf(known) === undefined) last.delete(known);
    const colours = service.templateColours(uri);
    const builder = last.get(uri) ?? new SemanticTokensBuilder();
    if (colours.length === 0) {
      last.delete(uri);
      return undefined;
    }
    builder.previousResult(previous ?? '');
    last.set(uri, builder);
    fill(builder, colours);
    return builder;
  }

  semanticTokens.on(({ textDocument: { uri } }, token) =>
    guard(log, 'semantic tokens', token, null, () => filled(uri)?.build() ?? null),
  );
  semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }, token) =>
    guard(log, 'semantic tokens', token, null, () => filled(uri, previousResultId)?.buildEdits() ?? null),
  );
  semanticTokens.onRange(({ textDocument: { uri }, range }, token) =>
    guard<SemanticTokens | null>(log, 'semantic tokens', token, null, () => {
      const colours = service.templateColours(uri, range);
      if (colours.length === 0) return null;
      const builder = new SemanticTokensBuilder();
      fill(builder, colours);
      return builder.build();
    }),
  );
}

function fill(builder: SemanticTokensBuilder, colours: readonly PlacedColour[]): void {
  for (const { line, character, length, type } of colours) builder.push(line, character, length, colourTypes.indexOf(type), 0);
}
