import { externalSecret, manifestsIn } from './manifests.ts';
import { edit, inWorkspace, openAndSee, type Run } from './scenario.ts';

/** Start to response alone. */
export async function startScenario({ contestant, samples, size, times }: Run): Promise<void> {
  for (let i = 0; i < times; i++) {
    await inWorkspace(contestant, {}, async (session) => {
      samples.add(contestant.id, 'start', size, session.startTook);
      const costs = session.costs();
      if (costs !== undefined) samples.add(contestant.id, 'startProcessor', size, costs.processorTime);
    });
  }
}

/** A file of so many documents is edited again and again: what memory that takes. */
export async function memoryScenario(run: Run, documents: number, edits: number): Promise<void> {
  const { contestant, samples, size } = run;
  const manifests = manifestsIn(documents, 'app');
  await inWorkspace(contestant, {}, async (session, uriOf) => {
    const uri = uriOf('app.yaml');
    await openAndSee(session, run, uri, manifests);
    // What the edits take is measured elsewhere, with pauses of its own.
    await edit(session, { ...run, size: `${size}, ${edits} edits` }, uri, manifests, edits);
    const costs = session.costs();
    if (costs === undefined) return;
    samples.add(contestant.id, 'peakMemory', size, costs.peakMemory);
    samples.add(contestant.id, 'memoryLater', size, costs.memory);
  });
}

/** A folder of so many files of one document, some of which are open. */
export async function folderScenario(run: Run, files: number, open: number): Promise<void> {
  const { contestant, samples, size, times } = run;
  const nameOf = (i: number) => `app-${i}.yaml`;
  const texts = Object.fromEntries(
    Array.from({ length: files }, (_, i) => [nameOf(i), externalSecret(`app-${i}`, i < open)] as const),
  );
  const manifests = (i: number) => ({ ...manifestsIn(1, 'app'), text: texts[nameOf(i)] ?? '' });
  await inWorkspace(contestant, texts, async (session, uriOf) => {
    const indices = Array.from({ length: open }, (_, i) => i);
    const opened = performance.now();
    await Promise.all(indices.map((i) => openAndSee(session, run, uriOf(nameOf(i)), manifests(i))));
    samples.add(contestant.id, 'coldOpen', size, performance.now() - opened);
    await edit(session, run, uriOf(nameOf(0)), manifests(0), times);
    const costs = session.costs();
    if (costs !== undefined) samples.add(contestant.id, 'memoryEdited', size, costs.memory);
  });
}
