import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/**
 * Takes a quick fix at a place.
 *
 * @param leadsTo a row of the list that it opens, if it opens one
 */
export async function takeQuickFix(workbench: Workbench, text: string, title: string, leadsTo?: string): Promise<void> {
  const { page } = workbench;
  await chooseQuickFix(workbench, text, title);
  if (leadsTo === undefined) return;
  const next = page.locator('.quick-input-list .monaco-list-row', { hasText: leadsTo }).first();
  // A list closes when the focus goes elsewhere, which what happens beside it may bring about: a person would begin again.
  for (let attempt = 0; attempt < 2 && !(await comesToBe(next.waitFor({ timeout: 10_000 }))); attempt++)
    await chooseQuickFix(workbench, text, title);
}

/** Opens the menu of what can be done at a place, and gives its row with a title, which may not have come. */
export async function openQuickFixes({ editor, page }: Workbench, text: string, title: string): Promise<Locator> {
  const row = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  for (let attempt = 0; ; attempt++) {
    await editor.clickText(text);
    await editor.press('Control+.');
    // The menu closes by itself when findings come in that moment: a person would press again.
    if ((await comesToBe(row.waitFor({ timeout: 3000 }))) || attempt === 3) return row;
    // In a menu that has stayed open the same keys would take what is on top.
    await editor.press('Escape');
  }
}

async function chooseQuickFix(workbench: Workbench, text: string, title: string): Promise<void> {
  const row = await openQuickFixes(workbench, text, title);
  await workbench.picture(`fix-${title.replace(/\W+/g, '-').toLowerCase()}`);
  // Not by Enter: VS Code fills the open menu anew when findings come or go, and what has come to the top would be taken in its place.
  if (!(await comesToBe(row.click({ timeout: 5000 })))) throw new Error(`there is no action "${title}" at ${text}`);
  await row.waitFor({ state: 'hidden' });
}

function comesToBe(wait: Promise<void>): Promise<boolean> {
  return wait.then(
    () => true,
    () => false,
  );
}
