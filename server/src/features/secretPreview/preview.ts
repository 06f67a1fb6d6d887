/** One entry of a mapping in a preview. */
export interface PreviewEntry {
  readonly value: string;
  /** Where it comes from, and what of it is not evaluated: one line each. */
  readonly notes: readonly string[];
}

/** Entries by key, in the order in which they are shown. */
export type PreviewEntries = ReadonlyMap<string, PreviewEntry>;

/** What ESO would write, with words in place of values. */
export interface SecretPreview {
  /** What it is called: `db-credentials`. */
  readonly title: string;
  /** What is to be known about all of it: one line each. */
  readonly heading: readonly string[];
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: PreviewEntries;
  readonly annotations: PreviewEntries;
  readonly finalizers: readonly string[];
  /** The object that controls it. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  readonly type: string | undefined;
  readonly immutable: boolean;
  /** The fields in which the data stand: `stringData`, or `spec` and `data`. */
  readonly dataAt: readonly string[];
  readonly data: PreviewEntries;
  /** What else gets into the data and is not known: lines of comment. */
  readonly others: readonly string[];
}
