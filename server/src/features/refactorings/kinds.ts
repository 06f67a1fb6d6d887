/** The kinds of the refactorings, which the server names before it loads any. */
export const refactoringKinds = ['refactor.rewrite', 'refactor.extract'] as const;
