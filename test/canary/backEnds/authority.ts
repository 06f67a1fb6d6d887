import { createAuthority } from '../../support/certificates.ts';

/** Whom the servers of the canary's vault have their certificates of. */
export const authority = createAuthority();
