/**
 * What a back end makes of what ESO's manifests can ask of any: one row for each provider, and for each service of AWS. A fact that
 * is not sure is `unknown`, and of what is unknown nobody speaks.
 */
export interface ProviderFacts {
  /** As people call it: `AWS Secrets Manager`. */
  readonly name: string;
  /** What stores of it do, whatever `status.capabilities` reports: doppler and pulumi are pushed to, though they report ReadOnly. */
  readonly access: 'read' | 'write' | 'read-write';
  /** What `remoteRef.property` means in `data[]`. */
  readonly property: PropertyFacts;
  /** What `remoteRef.version` means. */
  readonly version: VersionFacts;
  /** What `dataFrom[].find` can ask for; `none`: every sync with it fails. */
  readonly find: FindFacts | 'none' | 'unknown';
  /** What `metadataPolicy: Fetch` does: `ignored` brings the value instead, without an error. */
  readonly metadata: 'fetched' | 'only-in-extract' | 'ignored' | 'refused' | 'unknown';
  /**
   * Whether ESO learns that a secret does not exist, which is what `deletionPolicy` Delete and Merge act on. `never`: it is an error
   * like any other. `in-extract`: for `dataFrom[].extract` only. `of-property`: only where the secret is there and lacks the property.
   */
  readonly missing: 'reported' | 'in-extract' | 'of-property' | 'never' | 'unknown';
  /** Whether the metadata of a PushSecret must be a `PushSecretMetadata` of `kubernetes.external-secrets.io/v1alpha1`. */
  readonly pushMetadata: 'wrapped' | 'unknown';
}

/** How a property is looked up. */
export interface PropertyFacts {
  /**
   * `gjson`: a path, in which dots part the names. `escaped-then-gjson` and `gjson-then-escaped`: both as one name and as a path, in
   * that order. `exact-then-gjson`: a name at the top, else a path. `exact`: a name. `ignored`: the whole value comes whatever is
   * written. `own`: by rules that none of these words covers.
   */
  readonly reading:
    | 'gjson'
    | 'escaped-then-gjson'
    | 'gjson-then-escaped'
    | 'exact-then-gjson'
    | 'exact'
    | 'ignored'
    | 'own'
    | 'unknown';
  /** The only names there are; any other is refused. */
  readonly names?: readonly string[];
  /** What is read where none is written; absent: the whole secret. */
  readonly byDefault?: string;
  /** Whether `data[]` fails without one. */
  readonly required?: boolean;
}

/** How a version is read. */
export type VersionFacts =
  | { readonly use: 'read'; readonly form: VersionForm }
  /** The current one comes, without an error. */
  | { readonly use: 'ignored' }
  /** Every sync fails where one is written. */
  | { readonly use: 'refused' }
  | { readonly use: 'unknown' };

/** What a version must look like. */
export interface VersionForm {
  /** In words, to go on with "must be": `a whole number`. */
  readonly words: string;
  /** What certainly comes of any other text is in `otherwise`; absent: the back end alone decides. */
  readonly pattern?: RegExp;
  readonly otherwise?: 'refused' | 'latest';
}

/** What a find may name. */
export interface FindFacts {
  readonly name: CriterionUse;
  readonly tags: CriterionUse;
  readonly path: CriterionUse;
  /** What must be there; without it every sync fails. */
  readonly needs: 'name' | 'name-or-tags' | 'nothing' | 'unknown';
  /** What counts where both name and tags are written. */
  readonly together: 'both' | 'name' | 'tags' | 'unknown';
  /** The only tags that may be asked for; any other is refused. */
  readonly onlyTags?: readonly string[];
}

/** `refused`: every sync with it fails, unless another criterion takes its place. `ignored`: as if it were not written. */
export type CriterionUse = 'used' | 'ignored' | 'refused' | 'unknown';
