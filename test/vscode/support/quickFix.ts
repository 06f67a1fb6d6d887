import type { Workbench } from './workbench.ts';

/** Takes a quick fix at a place, from the keyboard. */
export async function takeQuickFix(workbench: Workbench, text: string, title: string): Promise<void> {
  const { editor, page } = workbench;
  const row = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  for (let attempt = 0; ; attempt++) {
    await editor.clickText(text);
    await editor.press('Control+.');
    // The menu closes by itself when findings come in that moment: a person would press again.
    const shown = await row.waitFor({ timeout: 3000 }).then(
      () => true,
      () => attempt === 3,
    );
    if (shown) break;
  }
  await workbench.picture(`fix-${title.replace(/\W+/g, '-').toLowerCase()}`);
  for (let step = 0; step < 10 && !/focused/.test((await row.getAttribute('class')) ?? ''); step++)
    await editor.press('ArrowDown');
  await editor.press('Enter');
  await row.waitFor({ state: 'hidden' });
}
