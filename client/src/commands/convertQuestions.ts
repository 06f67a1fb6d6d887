import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { ConvertAnswers, ConvertLayoutOffer, ConvertOffer, ConvertStore } from '../../../server/src/protocol.ts';
import { plainLabel } from '../plainText.ts';

/** What the user wants. */
export interface Conversion {
  readonly answers: ConvertAnswers;
  /** Whether the manifest goes below the Secret, and not into a document of its own. */
  readonly isBelow: boolean;
}

/** Asks for the keys where there are many to choose from, the store, the way the vault keeps the values, the name there, and the place. */
export async function askForConversion(offer: ConvertOffer): Promise<Conversion | undefined> {
  const title = l10n.t('Convert to ExternalSecret: {0}', plainLabel(offer.name, 80));
  const keys = offer.asksName ? await chooseKeys(offer, title) : undefined;
  if (offer.asksName && keys === undefined) return undefined;
  const name = offer.asksName ? await askName(offer, title) : undefined;
  if (offer.asksName && name === undefined) return undefined;
  const store = await chooseStore(offer, title);
  if (store === undefined) return undefined;
  const layout = await chooseLayout(store.offered?.layouts ?? offer.layouts, title);
  const key = layout && (await askKey(layout, title));
  const isBelow = key === undefined ? undefined : await choosePlace(offer, title);
  if (layout === undefined || key === undefined || isBelow === undefined) return undefined;
  const answers: ConvertAnswers = {
    store: store.offered?.store ?? null,
    layout: layout.layout,
    key,
    ...(keys === undefined ? {} : { keys }),
    ...(name === undefined ? {} : { name }),
  };
  return { answers, isBelow };
}

/** Not all that a `.env` file has is secret. */
async function chooseKeys({ keys }: ConvertOffer, title: string): Promise<readonly string[] | undefined> {
  const rows = keys.map((key): QuickPickItem & { readonly key: string } => ({ label: plainLabel(key, 200), picked: true, key }));
  const placeHolder = l10n.t('Which are to come from the vault? Leave out what is no secret.');
  const chosen = await window.showQuickPick(rows, { title, placeHolder, canPickMany: true, ignoreFocusOut: true });
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ key }) => key);
}

async function askName({ name }: ConvertOffer, title: string): Promise<string | undefined> {
  const answer = await window.showInputBox({
    title,
    prompt: l10n.t('The name of the Secret that is made, and of the ExternalSecret'),
    value: name,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(text.trim()) ? undefined : l10n.t('Lower-case letters, digits, "-" and "."'),
  });
  return answer?.trim();
}

interface StoreRow extends QuickPickItem {
  /** Absent: to be written later. */
  readonly offered?: ConvertStore;
}

async function chooseStore({ stores }: ConvertOffer, title: string): Promise<StoreRow | undefined> {
  const rows = stores.map((offered): StoreRow => {
    const { kind, name, namespace } = offered.store;
    const where = namespace === undefined ? kind : l10n.t('{0} in {1}', kind, namespace);
    return { label: `$(key) ${plainLabel(name, 100)}`, description: plainLabel(`${where} · ${offered.vault}`, 150), offered };
  });
  const later: StoreRow = {
    label: `$(edit) ${l10n.t('Write the Store Later')}`,
    detail: l10n.t('The manifest gets a stand-in, and a problem that leads to it.'),
  };
  const line: StoreRow[] = rows.length === 0 ? [] : [{ label: '', kind: QuickPickItemKind.Separator }];
  const placeHolder = l10n.t('From which store is it to come?');
  return window.showQuickPick([...rows, ...line, later], { title, placeHolder, matchOnDescription: true });
}

interface LayoutRow extends QuickPickItem {
  readonly offered: ConvertLayoutOffer;
}

async function chooseLayout(layouts: readonly ConvertLayoutOffer[], title: string): Promise<ConvertLayoutOffer | undefined> {
  const words: Readonly<Record<ConvertLayoutOffer['layout'], readonly [label: string, detail: string]>> = {
    properties: [
      `$(symbol-property) ${l10n.t('One Secret in the Vault, a Property per Key')}`,
      l10n.t('Its value is a JSON object; every key is listed in the manifest.'),
    ],
    keys: [`$(list-flat) ${l10n.t('A Secret in the Vault for Each Key')}`, l10n.t('Each value stands by itself.')],
    extract: [
      `$(package) ${l10n.t('One Secret in the Vault, All of Its Properties')}`,
      l10n.t('By dataFrom.extract: what is added in the vault comes along.'),
    ],
  };
  const rows = layouts.map((offered): LayoutRow => {
    const [label, detail] = words[offered.layout];
    return { label, detail, description: plainLabel(offered.key, 100), offered };
  });
  if (rows.length === 1) return rows[0]?.offered;
  return (await window.showQuickPick(rows, { title, placeHolder: l10n.t('How is the vault to keep the values?') }))?.offered;
}

async function askKey({ key, layout }: ConvertLayoutOffer, title: string): Promise<string | undefined> {
  const isPattern = layout === 'keys';
  const answer = await window.showInputBox({
    title,
    prompt: isPattern
      ? l10n.t('The names in the vault: {0} stands for the key, {1} for the key in upper case', '{key}', '{KEY}')
      : l10n.t('The name of the secret in the vault'),
    value: key,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A name is needed.') : undefined),
  });
  return answer?.trim();
}

async function choosePlace({ fitsBelow }: ConvertOffer, title: string): Promise<boolean | undefined> {
  if (!fitsBelow) return false;
  const beside = { label: `$(split-horizontal) ${l10n.t('In a New Document Beside')}`, isBelow: false };
  const below = { label: `$(insert) ${l10n.t('Below the Secret, in the Same File')}`, isBelow: true };
  return (await window.showQuickPick([beside, below], { title, placeHolder: l10n.t('Where is the manifest to go?') }))?.isBelow;
}
