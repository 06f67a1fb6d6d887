import { phrase } from '../localisation.ts';
import { parseGoUrl } from '../model/goUrl.ts';
import { refuse, storeRule, textOf } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

const recovery = 'secretsManager.recoveryWindowInDays';

/** ESO: providers/v1/aws `ValidateStore`. Regions that AWS does not have are admitted. */
export const invalidAwsStore = storeRule({
  id: 'invalid-aws-store',
  provider: 'aws',
  summary: 'An AWS store whose region cannot be part of a host name, or whose deletion settings AWS refuses.',
  bad: `service: SecretsManager
region: eu-central-1
secretsManager:
  recoveryWindowInDays: 5`,
  good: `service: SecretsManager
region: eu-central-1
secretsManager:
  recoveryWindowInDays: 7`,
  fixable: true,
  checks: [
    textOf('region', ['region not found: …'], (region) =>
      parseGoUrl(`https://secretsmanager.${region}.amazonaws.com`) === undefined
        ? { says: `"${region}" cannot be an AWS region`, answer: `region not found: ${region}` }
        : undefined,
    ),
    refuse(
      'invalid DeleteSecretInput: RecoveryWindowInDays must be between 7 and 30 days',
      recovery,
      'recoveryWindowInDays must be between 7 and 30',
      (store) => outside(store.number(recovery)),
    ),
    refuse(
      'invalid DeleteSecretInput: ForceDeleteWithoutRecovery conflicts with RecoveryWindowInDays',
      recovery,
      'recoveryWindowInDays and forceDeleteWithoutRecovery exclude each other',
      (store) => (store.number(recovery) ?? 0) !== 0 && store.flag('secretsManager.forceDeleteWithoutRecovery'),
      { fixes: withoutRecovery },
    ),
  ],
});

function outside(days: number | undefined): boolean {
  return days !== undefined && days !== 0 && (days < 7 || days > 30);
}

function withoutRecovery(store: StoreView) {
  const at = { path: store.pathOf(recovery), part: 'entry' } as const;
  return [{ title: phrase('Remove {0}', 'recoveryWindowInDays'), preferred: false, edits: [{ at, newText: '' }] }];
}
