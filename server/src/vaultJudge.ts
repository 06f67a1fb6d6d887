import type { CancellationToken } from './cancellation.ts';
import type { FeatureContext } from './features/context.ts';
import type { EntryFact } from './features/entryFacts.ts';
import { findFindings } from './features/findDiagnostics.ts';
import { storeView } from './features/stores.ts';
import { vaultFindings } from './features/vaultDiagnostics.ts';
import { isEsoResource } from './model/esoKinds.ts';
import { findEntries } from './model/findEntries.ts';
import { remoteReferences, type StoreRef, storeRefAt } from './model/references.ts';
import { withoutSuppressed } from './rules/diagnose.ts';
import { type PlacedFinding, placeFinding } from './rules/placedFinding.ts';
import type { ManifestFile, ParsedDocument } from './syntax/manifest.ts';
import { turnsWithin } from './turns.ts';

/** What the vaults say of a YAML document. */
export interface VaultJudgement {
  readonly found: readonly PlacedFinding[];
  readonly facts: readonly EntryFact[];
}

/**
 * Asks the vaults about YAML documents. What they said is kept by the document, and goes for as long as its stores stand as they did,
 * nobody has had the vaults asked anew, and the answers are young enough to be repeated.
 */
export interface VaultJudge {
  /** Looks at how the stores of a file stand by now; what comes back judges its documents, at once where it is known what was said. */
  judging(
    uri: string,
    file: ManifestFile,
    token: CancellationToken,
  ): Promise<(parsed: ParsedDocument) => VaultJudgement | Promise<VaultJudgement>>;
  /** About how many YAML documents the vaults have been asked so far. */
  readonly askedDocuments: number;
}

/** A store as a reference sees it, and how it stood: two that are equal in all of `stands` are asked for the same, and may be. */
interface StoreStanding {
  readonly id: string;
  readonly ref: StoreRef;
  readonly namespace: string | undefined;
  readonly stands: readonly unknown[];
}

interface KeptJudgement extends VaultJudgement {
  readonly uri: string;
  readonly stores: readonly StoreStanding[];
  /** `VaultAccess.revision` */
  readonly revision: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Nothing is asked yet. */
export function createVaultJudge(context: () => FeatureContext): VaultJudge {
  const kept = new WeakMap<ParsedDocument, KeptJudgement>();
  let asked = 0;

  async function standingOf(uri: string, { id, ref, namespace }: Omit<StoreStanding, 'stands'>): Promise<StoreStanding> {
    const { entry, ambiguous, confirmed, destination, problem } = await storeView(context(), ref, { uri, namespace });
    return { id, ref, namespace, stands: [entry, ambiguous, confirmed, destination?.id, problem?.code] };
  }

  async function ask(
    uri: string,
    parsed: ParsedDocument,
    standings: Map<string, StoreStanding>,
    token: CancellationToken,
  ): Promise<VaultJudgement> {
    asked++;
    const { revision } = context().vaults;
    const stores = await Promise.all(
      storesOf(parsed).map(async (store) => standings.get(store.id) ?? (await standingOf(uri, store))),
    );
    for (const store of stores) standings.set(store.id, store);
    const found: PlacedFinding[] = [];
    const facts: EntryFact[] = [];
    let until = Number.POSITIVE_INFINITY;
    const lasts = (time: number) => {
      until = Math.min(until, time);
    };
    for (const resource of parsed.resources.filter(isEsoResource)) {
      const of = [context(), uri, resource, token, (fact: EntryFact) => facts.push(fact), lasts] as const;
      const said = await Promise.all([vaultFindings(...of, turnsWithin(parsed.text, context().clock)), findFindings(...of)]);
      for (const finding of said.flat()) found.push(placeFinding(finding, resource));
    }
    const judgement = { uri, stores, revision, until, found: withoutSuppressed(found, parsed), facts };
    if (!token.isCancellationRequested) kept.set(parsed, judgement);
    return judgement;
  }

  return {
    async judging(uri, { documents }, token) {
      const before = new Map<string, StoreStanding>();
      for (const { parsed } of documents) for (const store of kept.get(parsed)?.stores ?? []) before.set(store.id, store);
      const current = await Promise.all([...before.values()].map((store) => standingOf(uri, store)));
      const standings = new Map(current.map((store) => [store.id, store]));
      const { clock, vaults } = context();
      const isCurrent = (judgement: KeptJudgement) =>
        judgement.uri === uri &&
        judgement.revision === vaults.revision &&
        clock.now() < judgement.until &&
        judgement.stores.every(({ id, stands }) => stands.every((each, i) => each === standings.get(id)?.stands[i]));
      return (parsed) => {
        const known = kept.get(parsed);
        return known !== undefined && isCurrent(known) ? known : ask(uri, parsed, standings, token);
      };
    },
    get askedDocuments() {
      return asked;
    },
  };
}

/** The stores that the vault is asked about for a document, each once. */
function storesOf(parsed: ParsedDocument): readonly Omit<StoreStanding, 'stands'>[] {
  const found = new Map<string, Omit<StoreStanding, 'stands'>>();
  for (const resource of parsed.resources.filter(isEsoResource)) {
    const { namespace } = resource;
    const finds = findEntries(resource).map(({ path }) => storeRefAt(resource, path));
    let last: StoreRef | undefined;
    for (const ref of [...remoteReferences(resource).map(({ store }) => store), ...finds]) {
      // Nearly always all entries read from the same one.
      if (ref === undefined || (ref.kind === last?.kind && ref.name === last.name)) continue;
      const id = JSON.stringify([ref.kind, ref.name, namespace]);
      found.set(id, { id, ref, namespace });
      last = ref;
    }
  }
  return [...found.values()];
}
