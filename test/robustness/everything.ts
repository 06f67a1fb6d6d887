import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver-types';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createLanguageService, type LanguageService } from '../../server/src/languageService.ts';
import { createMemoryHost, fullConsent, type MemoryHost } from '../support/memoryHost.ts';
import { serviceOptions } from '../support/service.ts';

/** A service with a connected vault, whose host logs what went wrong. */
export function serviceOf(host: MemoryHost = createMemoryHost({ consent: fullConsent })): LanguageService {
  return createLanguageService(host, serviceOptions({ workspace: () => '', client: { nestedSymbols: true } }));
}

/** Asks everything that an editor asks, of an open document at these places; an exception of any of it fails the test. */
export async function askEverything(languages: LanguageService, uri: string, text: string, offsets: readonly number[]) {
  const document = TextDocument.create(uri, 'yaml', 1, text);
  const whole: Range = { start: { line: 0, character: 0 }, end: document.positionAt(text.length) };
  const { navigation } = languages;
  const about: unknown[] = [
    await languages.diagnose(uri),
    await languages.diagnoseVault(uri),
    navigation.symbols(uri),
    navigation.folding(uri),
    await navigation.links(uri),
    navigation.workspaceSymbols('a'),
    languages.templateColours(uri),
    await languages.hints.hints(uri, whole),
    await languages.lenses.lenses(uri, true),
  ];
  for (const offset of offsets) {
    const at = document.positionAt(Math.min(offset, text.length));
    about.push(...(await askAt(languages, uri, at)));
  }
  about.push(await languages.codeActions(uri, whole), await languages.codeActions(uri, whole, ['source.fixAll']));
  for (const range of rangesIn(about)) assertIn(document, range);
}

async function askAt(languages: LanguageService, uri: string, at: Position): Promise<unknown[]> {
  const { navigation } = languages;
  const list = await languages.complete(uri, at, neverCancelled);
  const [item] = list?.items ?? [];
  return [
    list,
    item && (await languages.resolveCompletion(item, neverCancelled)),
    await languages.hover(uri, at, neverCancelled),
    navigation.definition(uri, at),
    navigation.references(uri, at, true),
    navigation.highlights(uri, at),
    navigation.prepareRename(uri, at),
    await navigation.rename(uri, at, 'renamed'),
    navigation.selections(uri, [at]),
    await languages.codeActions(uri, { start: at, end: at }),
    await languages.signatureHelp(uri, at),
    await languages.refactorings.at(uri, at, undefined, neverCancelled),
  ];
}

/** Every LSP range in an answer, however deep. */
function* rangesIn(answer: unknown): Generator<Range> {
  if (typeof answer !== 'object' || answer === null) return;
  if (isRange(answer)) yield answer;
  else for (const part of Object.values(answer)) yield* rangesIn(part);
}

function isRange(value: object): value is Range {
  return 'start' in value && 'end' in value && isPosition(value.start) && isPosition(value.end);
}

function isPosition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

function assertIn(document: TextDocument, { start, end }: Range): void {
  const said = JSON.stringify({ start, end });
  for (const each of [start, end])
    assert.deepEqual(document.positionAt(document.offsetAt(each)), each, `${said} is not in the text`);
  assert.ok(document.offsetAt(start) <= document.offsetAt(end), `${said} is turned round`);
}
