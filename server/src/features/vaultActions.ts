import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { providerFactsOf } from '../model/providerFacts/providerFacts.ts';
import type { KeyTarget } from '../protocol.ts';
import { remedyTitle } from '../providers/accessProblems.ts';
import type { PlaceContext } from './context.ts';
import { plainText } from './markdown.ts';
import { addressOf, type StoreView, storeViewAt } from './stores.ts';
import { type FetchedKey, fetchedKeyAt } from './vaultCli/fetchedKey.ts';
import { cliFor } from './vaultCli/index.ts';

/**
 * What can be done in a vault about the key at a place, by command lines that the user runs: sign in again, create what is missing, give
 * what is there a new value. `touched`: what has been found at the place. Asks no vault.
 */
export async function vaultActions(place: PlaceContext, touched: readonly Diagnostic[]): Promise<readonly CodeAction[]> {
  const fetched = fetchedKeyAt(place.file, place.offset);
  if (fetched === undefined) return [];
  const { resource, reference } = fetched;
  const view = await storeViewAt(place, place.uri, resource, reference.path);
  if (view?.entry?.config === undefined) return [];
  const signIn = await signInAction(place, view);
  return [...(signIn === undefined ? [] : [signIn]), ...writingActions(place, fetched, view, touched)];
}

async function signInAction({ client, l10n, vaults }: PlaceContext, view: StoreView): Promise<CodeAction | undefined> {
  const config = view.entry?.config;
  const problem = config === undefined ? undefined : (await vaults.state(config)).problem;
  const title = problem && remedyTitle(problem, l10n);
  if (title === undefined) return undefined;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    command: { title, command: client.commands.signIn, arguments: [addressOf(view)] },
  };
}

function writingActions(
  { client: { commands }, l10n, uri, lines, offset }: PlaceContext,
  { reference: { key, property } }: FetchedKey,
  view: StoreView,
  touched: readonly Diagnostic[],
): readonly CodeAction[] {
  const { entry } = view;
  const { createInVault, rotateInVault } = commands;
  if (createInVault === undefined || rotateInVault === undefined) return [];
  if (entry?.config === undefined || cliFor(entry.config) === undefined) return [];
  const vault = view.destination?.service ?? providerFactsOf(entry.resource)?.name ?? entry.config.provider;
  const target: KeyTarget = { uri, ...lines.positionAt(offset) };
  const action = (title: string, command: string, mends?: Diagnostic): CodeAction => ({
    title,
    ...(mends === undefined ? {} : { kind: CodeActionKind.QuickFix, diagnostics: [mends] }),
    command: { title, command, arguments: [target] },
  });
  const found = (rule: string) => touched.find(({ code }) => code === rule);
  const [name, member] = [quoted(key), property === undefined ? undefined : quoted(property)];
  const missing = found('vault-key-not-found');
  if (missing !== undefined) return [action(l10n.t('Create {0} in {1}…', name, vault), createInVault, missing)];
  const without = found('vault-property-not-found');
  if (without !== undefined) return [action(l10n.t('Add {0} to {1} in {2}…', member ?? '', name, vault), rotateInVault, without)];
  const rotate =
    member === undefined ? l10n.t('Rotate {0} in {1}…', name, vault) : l10n.t('Rotate {0} of {1} in {2}…', member, name, vault);
  return [action(rotate, rotateInVault)];
}

function quoted(name: string): string {
  return `"${plainText(name, 80)}"`;
}
