import { dopplerDouble } from './doppler.ts';
import type { RestDouble } from './restDouble.ts';

/** One for each back end over plain HTTP. */
export const restDoubles: readonly RestDouble[] = [dopplerDouble];
