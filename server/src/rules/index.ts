import { badFormat } from './bad-format.ts';
import { duplicateKey } from './duplicate-key.ts';
import { missingField } from './missing-field.ts';
import { notAllowedValue } from './not-allowed-value.ts';
import { outOfRange } from './out-of-range.ts';
import type { Rule } from './rule.ts';
import { storeNamespace } from './store-namespace.ts';
import { unknownField } from './unknown-field.ts';
import { unknownKind } from './unknown-kind.ts';
import { unservedVersion } from './unserved-version.ts';
import { vaultKeyNotFound } from './vault-key-not-found.ts';
import { vaultPropertyNotFound } from './vault-property-not-found.ts';
import { wrongCount } from './wrong-count.ts';
import { wrongType } from './wrong-type.ts';
import { yamlSyntax } from './yaml-syntax.ts';

/** Every rule, in the order of the reference. A rule that is not here does not exist. */
export const rules: readonly Rule[] = [
  yamlSyntax,
  duplicateKey,
  unservedVersion,
  unknownKind,
  unknownField,
  wrongType,
  notAllowedValue,
  missingField,
  badFormat,
  outOfRange,
  wrongCount,
  storeNamespace,
  vaultKeyNotFound,
  vaultPropertyNotFound,
];

/** The rules that are checked on a document alone. */
export const documentRules: readonly Rule[] = rules.filter((rule) => rule.check !== undefined);
