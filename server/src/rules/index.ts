import { badDuration } from './bad-duration.ts';
import { badFormat } from './bad-format.ts';
import { badMetadataKey } from './bad-metadata-key.ts';
import { badRegexp } from './bad-regexp.ts';
import { bootstrapTokenTemplate } from './bootstrap-token-template.ts';
import { celRule } from './cel-rule.ts';
import { clusterNotReady } from './cluster-not-ready.ts';
import { clusterStoreNamespace } from './cluster-store-namespace.ts';
import { conversionWithoutEffect } from './conversion-without-effect.ts';
import { dataFromSeveralSources } from './data-from-several-sources.ts';
import { dataFromWithoutSource } from './data-from-without-source.ts';
import { deleteWithoutOwnership } from './delete-without-ownership.ts';
import { deprecatedSelector } from './deprecated-selector.ts';
import { duplicateKey } from './duplicate-key.ts';
import { duplicateSecretKey } from './duplicate-secret-key.ts';
import { generatorApiVersion } from './generator-api-version.ts';
import { generatorInData } from './generator-in-data.ts';
import { genericTarget } from './generic-target.ts';
import { guessedDecoding } from './guessed-decoding.ts';
import { immutableWithRefresh } from './immutable-with-refresh.ts';
import { mergeInto } from './merge-into.ts';
import { mergeWithoutSecret } from './merge-without-secret.ts';
import { missingField } from './missing-field.ts';
import { missingStoreRef } from './missing-store-ref.ts';
import { noData } from './no-data.ts';
import { noNamespaceSelected } from './no-namespace-selected.ts';
import { notAllowedValue } from './not-allowed-value.ts';
import { nothingWritten } from './nothing-written.ts';
import { outOfRange } from './out-of-range.ts';
import { refreshDisabled } from './refresh-disabled.ts';
import { refreshIntervalIgnored } from './refresh-interval-ignored.ts';
import { refusedByCluster } from './refused-by-cluster.ts';
import { regeneratedSecret } from './regenerated-secret.ts';
import type { Rule } from './rule.ts';
import { secretTypeKeys } from './secret-type-keys.ts';
import { serviceAccountTokenTemplate } from './service-account-token-template.ts';
import { storeKindNotInherited } from './store-kind-not-inherited.ts';
import { storeNamespace } from './store-namespace.ts';
import { storeWithoutCa } from './store-without-ca.ts';
import { storeWithoutProvider } from './store-without-provider.ts';
import { storeWithoutQuery } from './store-without-query.ts';
import { storeRules } from './storeRules.ts';
import { syncWindowSchedule } from './sync-window-schedule.ts';
import { syncWindowsWithoutEffect } from './sync-windows-without-effect.ts';
import { templateTarget } from './template-target.ts';
import { unknownField } from './unknown-field.ts';
import { unknownKind } from './unknown-kind.ts';
import { unmaintainedProvider } from './unmaintained-provider.ts';
import { unservedVersion } from './unserved-version.ts';
import { unusedSecretKey } from './unused-secret-key.ts';
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
  badMetadataKey,
  outOfRange,
  wrongCount,
  celRule,
  badDuration,
  badRegexp,
  storeNamespace,
  clusterStoreNamespace,
  storeWithoutProvider,
  storeWithoutCa,
  unmaintainedProvider,
  ...storeRules,
  deleteWithoutOwnership,
  mergeWithoutSecret,
  noData,
  serviceAccountTokenTemplate,
  bootstrapTokenTemplate,
  templateTarget,
  dataFromSeveralSources,
  dataFromWithoutSource,
  duplicateSecretKey,
  missingStoreRef,
  generatorInData,
  generatorApiVersion,
  storeWithoutQuery,
  storeKindNotInherited,
  secretTypeKeys,
  mergeInto,
  conversionWithoutEffect,
  guessedDecoding,
  nothingWritten,
  refreshDisabled,
  refreshIntervalIgnored,
  immutableWithRefresh,
  regeneratedSecret,
  syncWindowsWithoutEffect,
  genericTarget,
  noNamespaceSelected,
  deprecatedSelector,
  unusedSecretKey,
  syncWindowSchedule,
  vaultKeyNotFound,
  vaultPropertyNotFound,
  clusterNotReady,
  refusedByCluster,
];

/** The rules that are checked on a document alone. */
export const documentRules: readonly Rule[] = rules.filter((rule) => rule.check !== undefined);
