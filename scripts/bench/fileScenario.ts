import { setTimeout as sleep } from 'node:timers/promises';
import type { CompletionKind } from './contestants.ts';
import type { LspSession, TextChange } from './lspSession.ts';
import type { ManifestText } from './manifests.ts';
import { edit, inWorkspace, openAndSee, type Run } from './scenario.ts';

/**
 * One file from its opening on: cold, edits, completions, hovers, symbols, a second such file. `make` gives the file's text for a
 * prefix of its names.
 */
export async function fileScenario(run: Run, make: (prefix: string) => ManifestText): Promise<void> {
  const { contestant, samples, size, times } = run;
  const manifests = make('app');
  const add = (measure: string, value: number) => samples.add(contestant.id, measure, size, value);
  await inWorkspace(contestant, {}, async (session, uriOf) => {
    add('start', session.startTook);
    const uri = uriOf('app.yaml');
    const hovers = hoverMeanwhile(session, uri, manifests);
    add('coldOpen', await openAndSee(session, run, uri, manifests));
    const opened = session.costs();
    if (opened !== undefined) add('coldOpenProcessor', opened.processorTime);
    add('hoverMeanwhile', await hovers.longest());
    await sleep(settling);
    addMemory(session, add, 'memoryOpen');
    await edit(session, run, uri, manifests, times);
    if (contestant.id === 'nothing') return;
    for (const kind of contestant.completes) await complete(session, run, uri, manifests, kind);
    for (let i = 0; i < times; i++) {
      add('hover', await hover(session, uri, manifests));
      const { result, took } = await session.ask('textDocument/documentSymbol', { textDocument: { uri } });
      add('symbols', took);
      add('symbolsReply', JSON.stringify(result).length / 1_000);
    }
    addMemory(session, add, 'memoryEdited');
    const other = make('other');
    const otherUri = uriOf('other.yaml');
    add('warmOpen', await openAndSee(session, run, otherUri, other));
    session.close(otherUri);
  });
}

/** What remains to be done after the first diagnostics gets its time, in milliseconds. */
const settling = 700;

function addMemory(session: LspSession, add: (measure: string, value: number) => void, measure: string): void {
  const costs = session.costs();
  if (costs !== undefined) add(measure, costs.memory);
}

/** Asks for a hover again and again from the next moment on, as somebody does who reads while the file is worked on. */
function hoverMeanwhile(session: LspSession, uri: string, manifests: ManifestText): { longest(): Promise<number> } {
  let stopped = false;
  let longest = 0;
  const asking = (async () => {
    await sleep(1);
    while (!stopped) {
      longest = Math.max(longest, await hover(session, uri, manifests, true));
      await sleep(10);
    }
  })();
  return {
    async longest() {
      stopped = true;
      await asking;
      return longest;
    },
  };
}

/** A hover over a field's name; what it took. Throws where nothing is shown, unless that is all right at a server's beginning. */
async function hover(session: LspSession, uri: string, { editedLine }: ManifestText, mayBeNothing = false): Promise<number> {
  const { result, took } = await session.ask('textDocument/hover', {
    textDocument: { uri },
    position: { line: editedLine, character: 5 },
  });
  if (result === null && !mayBeNothing) throw new Error('nothing is shown over refreshInterval');
  return took;
}

/** How each kind of completion begins: what is written over part of which line, and what must then be among the proposals. */
const completions: Readonly<Record<CompletionKind, (manifests: ManifestText) => { change: TextChange; proposes: string }>> = {
  field: ({ entryLine }) => ({ change: { line: entryLine - 4, from: 0, to: 0, text: '    tem\n' }, proposes: 'template' }),
  value: ({ entryLine }) => ({ change: { line: entryLine - 4, from: 20, to: 25, text: 'O' }, proposes: 'Orphan' }),
  store: ({ entryLine }) => ({ change: { line: entryLine - 8, from: 10, to: 20, text: 'te' }, proposes: 'team-vault' }),
  key: ({ entryLine }) => ({ change: { line: entryLine + 1, from: 13, to: 34, text: 'prod/' }, proposes: 'prod/shop/' }),
};

/** Completes in the moment after an edit, and once more when the server has come to rest. Takes the edit back. */
async function complete(
  session: LspSession,
  run: Run,
  uri: string,
  manifests: ManifestText,
  kind: CompletionKind,
): Promise<void> {
  const { contestant, samples, size } = run;
  const { change, proposes } = completions[kind](manifests);
  const written = change.text.replace('\n', '');
  const position = { line: change.line, character: change.from + written.length };
  const ask = async (measure: string) => {
    const { result, took } = await session.ask('textDocument/completion', { textDocument: { uri }, position });
    if (!JSON.stringify(result).includes(proposes)) throw new Error(`${contestant.name} does not propose ${proposes}`);
    samples.add(contestant.id, `${measure} ${kind}`, size, took);
  };
  const before = manifests.text.split('\n', change.line + 1)[change.line] ?? '';
  const rested = session.diagnosed(uri, () => true);
  session.change(uri, change);
  await ask('completionEdited');
  await rested;
  await sleep(settling);
  await ask('completionIdle');
  const backAgain = session.diagnosed(uri, () => true);
  const end = change.text.endsWith('\n') ? { toLine: change.line + 1, to: 0 } : { to: position.character };
  session.change(uri, { ...change, ...end, text: before.slice(change.from, change.to) });
  await backAgain;
}
