import type { CodeLens, Range } from 'vscode-languageserver-types';
import { syncedKinds } from '../cluster/eso.ts';
import type { LiveCluster } from '../cluster/live/liveCluster.ts';
import { isDoubtful, nextWords, recordTooltip, stateWords } from '../cluster/live/liveWords.ts';
import { type ManifestState, manifestState } from '../cluster/live/manifestState.ts';
import { outsideText } from '../cluster/live/outsideText.ts';
import { isEsoResource } from '../model/esoKinds.ts';
import { helmTemplateTexts } from '../model/goTemplate/helmTemplateTexts.ts';
import { capitalised } from '../model/plainText.ts';
import type { ManifestTarget, PreviewPlace, SyncTarget } from '../protocol.ts';
import type { LineIndex } from '../syntax/lineIndex.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import { formatPath } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';
import { hasTemplate } from './previewed.ts';

/** A request for the lenses of a file. */
export interface LensContext extends Pick<FeatureContext, 'clock' | 'client' | 'index' | 'l10n'> {
  readonly uri: string;
  readonly file: ManifestFile;
  readonly lines: LineIndex;
  /** The cluster at hand; undefined where none is connected. */
  readonly live: LiveCluster | undefined;
}

type LiveState = Extract<ManifestState, { state: 'live' }>;

/** How many lenses a resource has at most. */
export const mostLenses = 3;

/**
 * Above each resource of ESO how it stands in the cluster, and what can be done: at most three of its state, Force Sync, Apply and, where
 * a template makes the Secret, Preview Secret. Of the cluster none while it is not connected, or has no operator. Asks the cluster nothing.
 */
export function codeLensesOf(context: LensContext): readonly CodeLens[] {
  const { live, file } = context;
  const state = live?.status.state;
  const connected = state === 'connected' || state === 'denied' ? live : undefined;
  return file.documents.flatMap((document) =>
    document.parsed.resources.filter(isEsoResource).flatMap((resource) => {
      const ofCluster = connected === undefined ? [] : lensesOf(context, connected, document, resource);
      return [...ofCluster, ...previewLens(context, document, resource)].slice(0, mostLenses);
    }),
  );
}

/** What Kustomize has yet to make whole is not previewed, and of Helm's files what has a template of ESO's in it. */
function previewLens(
  { client, index, l10n, lines, uri }: LensContext,
  document: ManifestDocument,
  resource: ResourceNode,
): readonly CodeLens[] {
  const { commands } = client;
  const command = commands.previewSecret;
  if (command === undefined || !hasTemplate(resource) || index.isPatch(uri)) return [];
  if (document.parsed.templated && helmTemplateTexts(resource, document.parsed).length === 0) return [];
  const range = firstLine(document, resource, lines);
  const place: PreviewPlace = { uri, ...range.start };
  return [{ range, command: { title: l10n.t('Preview Secret'), command, arguments: [place] } }];
}

function lensesOf(
  context: LensContext,
  live: LiveCluster,
  document: ManifestDocument,
  resource: ResourceNode,
): readonly CodeLens[] {
  const { client, uri, l10n, lines, index } = context;
  const { commands } = client;
  const isPatch = index.isPatch(uri);
  const found = manifestState(live, resource, document.parsed, isPatch);
  const range = firstLine(document, resource, lines);
  const target: ManifestTarget = { uris: [uri], range: rangeOf(document, resource, lines) };
  const lenses: CodeLens[] = [];
  if (found.state === 'live') {
    lenses.push(stateLens(context, found, range, target));
    const sync: SyncTarget = { resources: [found.address] };
    const canSync = syncedKinds.some((kind) => kind === found.record.kind);
    if (canSync && commands.forceSync !== undefined)
      lenses.push({ range, command: { title: l10n.t('Force Sync'), command: commands.forceSync, arguments: [sync] } });
  }
  // Where the cluster has the very manifest, applying it is the least wanted: a template's preview takes the place.
  const isApplied = found.state === 'live' && found.drift?.length === 0 && hasTemplate(resource);
  // A patch is only a part of a manifest, which Kustomize makes whole.
  if (!isPatch && !isApplied && commands.apply !== undefined)
    lenses.push({ range, command: { title: l10n.t('Apply'), command: commands.apply, arguments: [target] } });
  return lenses;
}

function stateLens({ client, clock, l10n }: LensContext, found: LiveState, range: Range, target: ManifestTarget): CodeLens {
  const { commands } = client;
  const { record, address, drift = [], stale } = found;
  const now = clock.now();
  const differs = drift.length > 0;
  const words = [
    capitalised(stateWords(record, now, l10n)),
    differs ? '' : nextWords(record, now, l10n),
    differs ? l10n.t('differs from the cluster') : '',
    stale ? l10n.t('as last seen') : '',
  ];
  const said = words.filter((word) => word !== '').join(' · ');
  // Words of the cluster name no icons of their own.
  const title = commands.icons ? `$(${iconOf(found)}) ${said.replaceAll('$(', '$ (')}` : said;
  const where = differs ? `\n${l10n.t('Differs at: {0}', outsideText(drift.map(formatPath).join(', '), 500))}` : '';
  const tooltip = `${recordTooltip(record, l10n)}${where}`;
  if (differs && commands.diffWithCluster !== undefined)
    return { range, command: { title, tooltip, command: commands.diffWithCluster, arguments: [target] } };
  return { range, command: { title, tooltip, command: commands.showResource ?? '', arguments: [address] } };
}

function iconOf({ record, drift = [], stale }: LiveState): string {
  if (record.state === 'failing') return 'error';
  if (drift.length > 0 || isDoubtful(record)) return 'warning';
  if (stale) return 'debug-disconnect';
  return record.state === 'waiting' ? 'sync' : 'check';
}

/** The line on which a resource begins: comments and markers before it are left out. */
export function firstLine(document: ManifestDocument, resource: ResourceNode, lines: LineIndex): Range {
  const start = lines.positionAt(document.start + contentStart(resource));
  return { start, end: lines.positionAt(lines.offsetAt({ line: start.line, character: Number.MAX_SAFE_INTEGER })) };
}

function rangeOf(document: ManifestDocument, resource: ResourceNode, lines: LineIndex): Range {
  const { range } = resource.node;
  return { start: lines.positionAt(document.start + contentStart(resource)), end: lines.positionAt(document.start + range.end) };
}

function contentStart({ node }: ResourceNode): number {
  return node.entries.find(({ merged }) => !merged)?.key.range.start ?? node.range.start;
}
