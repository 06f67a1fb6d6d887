import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate authority made for one test run. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly cert: string;
  /** A certificate for host names or IPv4 addresses, with its key; both PEM. Valid for a day. */
  issue(host: string, ...others: readonly string[]): { readonly key: string; readonly cert: string };
}

/** Makes a new authority with a key that exists in memory only. */
export function createAuthority(name = 'Test authority'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = extension('551d13', true, sequence(der(0x01, Buffer.of(0xff))));
  return {
    cert: certificate({
      issuer: name,
      subject: name,
      publicKey: keys.publicKey,
      signer: keys.privateKey,
      extensions: [isAuthority],
    }),
    issue(host, ...others) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternatives = [host, ...others].map((each) =>
        isIPv4(each) ? der(0x87, Buffer.from(each.split('.').map(Number))) : der(0x82, Buffer.from(each, 'ascii')),
      );
      const extensions = [extension('551d11', false, sequence(...alternatives))];
      return {
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: certificate({ issuer: name, subject: host, publicKey: own.publicKey, signer: keys.privateKey, extensions }),
      };
    },
  };
}

interface Parts {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** X.509 version 3 (RFC 5280, section 4.1), signed with ECDSA and SHA-256. */
function certificate({ issuer, subject, publicKey, signer, extensions }: Parts): string {
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const day = 86_400_000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    commonName(issuer),
    sequence(time(Date.now() - day), time(Date.now() + day)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, signer)]));
  const base64 = sequence(body, algorithm, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const commonName = (name: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name, 'utf8')))));
const time = (milliseconds: number) =>
  der(0x18, Buffer.from(`${new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '')}`));

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, content));
}
