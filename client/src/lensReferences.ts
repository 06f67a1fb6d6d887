import { type Command, Location, Position, Range, Uri } from 'vscode';
import type { CodeLensMiddleware } from 'vscode-languageclient';

/** Gives the command of VS Code that shows places its own types: a server can send plain data only. */
export const resolveCodeLens: NonNullable<CodeLensMiddleware['resolveCodeLens']> = async (lens, token, next) => {
  const resolved = await next(lens, token);
  if (resolved?.command?.command === 'editor.action.showReferences') resolved.command = withPlaces(resolved.command);
  return resolved;
};

interface PlainPosition {
  readonly line: number;
  readonly character: number;
}

interface PlainLocation {
  readonly uri: string;
  readonly range: { readonly start: PlainPosition; readonly end: PlainPosition };
}

function withPlaces(command: Command): Command {
  const [uri, position, locations] = command.arguments as [string, PlainPosition, readonly PlainLocation[]];
  const places = locations.map(({ range, uri: of }) => new Location(Uri.parse(of), new Range(at(range.start), at(range.end))));
  return { ...command, arguments: [Uri.parse(uri), at(position), places] };
}

function at({ line, character }: PlainPosition): Position {
  return new Position(line, character);
}
