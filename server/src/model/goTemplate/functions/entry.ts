/** A function of ESO's templates as it stands in the catalogue. */
export type FunctionEntry = readonly [
  name: string,
  /**
   * What it is called with, in order; `…` behind a name: none or more of them. The same name means the same type, see `namesByType` of
   * the catalogue.
   */
  parameters: string,
];
