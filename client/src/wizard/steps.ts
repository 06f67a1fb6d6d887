import {
  type InputBoxValidationMessage,
  l10n,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  window,
} from 'vscode';

/** Where a question stands among the others. */
export interface StepPlace {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
}

/** How a question ends without an answer: the user wants the one before, or none of them. */
export type NoAnswer = 'back' | undefined;

/** One question: the answers with its own, which go back in when it is asked again. */
export type Step<A> = (answers: A, place: StepPlace) => Promise<A | NoAnswer>;

/**
 * Asks one question after another. The way back is always open, and what was answered is there again on it; Escape ends everything.
 *
 * @param stepsFor the questions, for what is answered so far; those before the one that is asked may not depend on its answer
 * @returns the answers; undefined where the user does not go through with it
 */
export async function runSteps<A>(title: string, first: A, stepsFor: (answers: A) => readonly Step<A>[]): Promise<A | undefined> {
  let answers = first;
  for (let at = 0; ; ) {
    const steps = stepsFor(answers);
    const step = steps[at];
    if (step === undefined) return answers;
    const answer = await step(answers, { title, step: at + 1, totalSteps: steps.length });
    if (answer === undefined) return undefined;
    if (answer === 'back') at = Math.max(0, at - 1);
    else {
      answers = answer;
      at++;
    }
  }
}

/** A row to choose, with what it means. */
export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** What is chosen from. */
export interface PickOptions<T> {
  readonly placeholder: string;
  readonly items: readonly (Choice<T> | QuickPickItem)[];
  /** The row that is marked at first. */
  readonly isChosen?: (value: T) => boolean;
  /** The row for what was typed, where something else than the rows may be meant; one without a value cannot be chosen. */
  readonly typed?: (text: string) => Choice<T> | QuickPickItem;
}

/** A question with a list. */
export function pickOne<T>(
  place: StepPlace,
  { isChosen, items, placeholder, typed }: PickOptions<T>,
): Promise<{ value: T } | NoAnswer> {
  const picker = window.createQuickPick<Choice<T> | QuickPickItem>();
  Object.assign(picker, { ...place, placeholder, items, ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true });
  picker.buttons = backButton(place);
  const chosen = items.find((item) => isChoice<T>(item) && isChosen?.(item.value) === true);
  // An empty list would take the mark from the first row, and Enter would do nothing.
  if (chosen !== undefined) picker.activeItems = [chosen];
  return new Promise((resolve) => {
    picker.onDidChangeValue((text) => {
      if (typed === undefined) return;
      const isThere = text.trim() === '' || items.some(({ label }) => label === text.trim());
      picker.items = isThere ? items : [...items, { ...typed(text.trim()), alwaysShow: true }];
    });
    picker.onDidTriggerButton(() => end('back'));
    picker.onDidAccept(() => {
      // Who types fast is ahead of the row for what was typed.
      const item = picker.selectedItems[0] ?? typed?.(picker.value.trim());
      if (item !== undefined && isChoice<T>(item)) end({ value: item.value });
    });
    picker.onDidHide(() => end(undefined));
    picker.show();
    function end(answer: { value: T } | NoAnswer): void {
      resolve(answer);
      picker.dispose();
    }
  });
}

/** What is typed. */
export interface TextOptions {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** What is wrong with a text; a mere warning lets it pass. */
  readonly problem?: (text: string) => string | InputBoxValidationMessage | undefined;
}

/** A question that is answered by typing. */
export function typeText(
  place: StepPlace,
  { placeholder = '', problem, prompt, value }: TextOptions,
): Promise<{ value: string } | NoAnswer> {
  const box = window.createInputBox();
  Object.assign(box, { ...place, placeholder, prompt, value, ignoreFocusOut: true });
  box.buttons = backButton(place);
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      // Nobody is told off for what is not written yet.
      box.validationMessage = text === '' ? undefined : problem?.(text.trim());
    });
    box.onDidTriggerButton(() => end('back'));
    box.onDidAccept(() => {
      const text = box.value.trim();
      const found = problem?.(text);
      box.validationMessage = found;
      if (typeof found !== 'string') end({ value: text });
    });
    box.onDidHide(() => end(undefined));
    box.show();
    function end(answer: { value: string } | NoAnswer): void {
      resolve(answer);
      box.dispose();
    }
  });
}

function backButton({ step }: StepPlace): readonly QuickInputButton[] {
  return step > 1 ? [QuickInputButtons.Back] : [];
}

function isChoice<T>(item: Choice<T> | QuickPickItem): item is Choice<T> {
  return 'value' in item;
}

/** What stands on the row that leaves something open. */
export function laterLabel(): string {
  return l10n.t('Fill in later');
}
