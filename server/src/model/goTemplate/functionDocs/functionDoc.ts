/** What is said about a function of ESO's templates, in words of our own. */
export type FunctionDoc = readonly [
  name: string,
  /** One sentence. */
  documentation: string,
  /** A template that uses it. */
  example: string,
];
