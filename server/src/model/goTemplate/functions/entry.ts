/** A function of ESO's templates as it stands in the catalogue. */
export type FunctionEntry = readonly [
  name: string,
  /**
   * What it is called with, in order; `…` behind a name: none or more of them. `dict` is a `map[string]interface{}`, which ESO's own
   * context, a `map[string]string`, is not.
   */
  parameters: string,
];
