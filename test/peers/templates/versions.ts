/** Functions of ESO 2.9, whose catalogue is ours, that the engine of the tests, of 0.20.4, does not have yet. */
export const sinceThen: readonly string[] = ['certSANs', 'hexdec', 'sha512sum'];

/** Functions that the engine of the tests has and ESO 2.9 has not: they look at the network and the cluster. */
export const upToThen: readonly string[] = ['getHostByName', 'getSecretKey'];

/** Functions that 0.20.4 calls with other arguments: Sprig's newer `htpasswd` wants an algorithm (ESO's issue 6176). */
export const otherArguments: readonly string[] = ['htpasswd'];

/** Functions that do something else in 0.20.4: Sprig's newer `camelcase` begins with a capital. */
export const otherOutput: readonly string[] = ['camelcase'];
