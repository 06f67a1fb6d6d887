import { dopplerDouble } from './doppler.ts';
import { gitlabDouble } from './gitlab.ts';
import type { RestDouble } from './restDouble.ts';

/** One for each back end over plain HTTP. */
export const restDoubles: readonly RestDouble[] = [dopplerDouble, gitlabDouble];
