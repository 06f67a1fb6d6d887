import { akeylessDouble } from './akeyless.ts';
import { bitwardenDouble } from './bitwardensecretsmanager.ts';
import { conjurDouble } from './conjur.ts';
import { delineaDouble } from './delinea.ts';
import { dopplerDouble } from './doppler.ts';
import { gitlabDouble } from './gitlab.ts';
import { ibmDouble } from './ibm.ts';
import { infisicalDouble } from './infisical.ts';
import { onepasswordDouble } from './onepassword.ts';
import { oracleDouble } from './oracle.ts';
import type { RestDouble } from './restDouble.ts';
import { scalewayDouble } from './scaleway.ts';
import { yandexLockboxDouble } from './yandexlockbox.ts';

/** One for each back end over plain HTTP. */
export const restDoubles: readonly RestDouble[] = [
  akeylessDouble,
  bitwardenDouble,
  conjurDouble,
  delineaDouble,
  dopplerDouble,
  gitlabDouble,
  ibmDouble,
  infisicalDouble,
  onepasswordDouble,
  oracleDouble,
  scalewayDouble,
  yandexLockboxDouble,
];
