const roundConstants: readonly bigint[] = [
  0x0000000000000001n,
  0x0000000000008082n,
  0x800000000000808an,
  0x8000000080008000n,
  0x000000000000808bn,
  0x0000000080000001n,
  0x8000000080008081n,
  0x8000000000008009n,
  0x000000000000008an,
  0x0000000000000088n,
  0x0000000080008009n,
  0x000000008000000an,
  0x000000008000808bn,
  0x800000000000008bn,
  0x8000000000008089n,
  0x8000000000008003n,
  0x8000000000008002n,
  0x8000000000000080n,
  0x000000000000800an,
  0x800000008000000an,
  0x8000000080008081n,
  0x8000000000008080n,
  0x0000000080000001n,
  0x8000000080008008n,
];
const mask = (1n << 64n) - 1n;
const rateBytes = 144;
const digestBytes = 28;

/**
 * SHA3-224 (FIPS 202) of ASCII text, in lower-case hexadecimal digits: how ESO writes the label `created-by`. Written out here
 * because the core has no Node; meant for names, not for bulk.
 */
export function sha3Of224(ascii: string): string {
  const padded = new Uint8Array((Math.floor(ascii.length / rateBytes) + 1) * rateBytes);
  for (let i = 0; i < ascii.length; i++) padded[i] = ascii.charCodeAt(i);
  padded[ascii.length] = 0x06;
  padded[padded.length - 1] = (padded[padded.length - 1] ?? 0) | 0x80;
  const state = new Array<bigint>(25).fill(0n);
  for (let block = 0; block < padded.length; block += rateBytes) {
    for (let i = 0; i < rateBytes; i++) {
      const lane = Math.floor(i / 8);
      state[lane] = at(state, lane) ^ (BigInt(padded[block + i] ?? 0) << BigInt((i % 8) * 8));
    }
    permute(state);
  }
  let digest = '';
  for (let i = 0; i < digestBytes; i++) {
    const byte = (at(state, Math.floor(i / 8)) >> BigInt((i % 8) * 8)) & 0xffn;
    digest += byte.toString(16).padStart(2, '0');
  }
  return digest;
}

/** Keccak-f[1600]: lane (x, y) is at x + 5y. */
function permute(state: bigint[]): void {
  for (const constant of roundConstants) {
    const parity = [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ at(state, x + y), 0n));
    for (let i = 0; i < 25; i++) state[i] = at(state, i) ^ at(parity, (i + 4) % 5) ^ rotated(at(parity, (i + 1) % 5), 1);
    turnAndMove(state);
    for (let y = 0; y < 25; y += 5) {
      const row = state.slice(y, y + 5);
      for (let x = 0; x < 5; x++) state[y + x] = at(row, x) ^ (~at(row, (x + 1) % 5) & mask & at(row, (x + 2) % 5));
    }
    state[0] = at(state, 0) ^ constant;
  }
}

/** The steps rho and pi: one walk through the lanes, each turned and put in the next one's place. */
function turnAndMove(state: bigint[]): void {
  let [x, y, carried] = [1, 0, at(state, 1)];
  for (let t = 0; t < 24; t++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    const place = x + 5 * y;
    const next = at(state, place);
    state[place] = rotated(carried, (((t + 1) * (t + 2)) / 2) % 64);
    carried = next;
  }
}

function rotated(lane: bigint, bits: number): bigint {
  return ((lane << BigInt(bits)) | (lane >> BigInt(64 - bits))) & mask;
}

function at(lanes: readonly bigint[], index: number): bigint {
  return lanes[index] ?? 0n;
}
