import type { Consent, ConsentQuestion, ConsentStore } from '../../server/src/providers/consent.ts';
import type { Destination } from '../../server/src/providers/secretProvider.ts';

/** Keeps answers in memory; a question is answered as the test says. */
export function memoryConsents(): ConsentStore & { readonly questions: ConsentQuestion[]; answer: Consent | undefined } {
  const records = new Map<string, Consent>();
  const store = {
    questions: [] as ConsentQuestion[],
    answer: undefined as Consent | undefined,
    get: ({ id }: Destination) => records.get(id),
    async ask(question: ConsentQuestion) {
      store.questions.push(question);
      if (store.answer) records.set(question.destination.id, store.answer);
      return store.answer;
    },
    async forget({ id }: Destination) {
      records.delete(id);
    },
    async noteAccount({ id }: Destination, account: string) {
      const before = records.get(id);
      if (before?.access === 'allow' && before.account === undefined) records.set(id, { ...before, account });
    },
  };
  return store;
}
