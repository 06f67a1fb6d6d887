import { generateKeyPairSync, verify } from 'node:crypto';
import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** What the stores name. */
export const place = {
  region: 'eu-frankfurt-1',
  vault: 'ocid1.vault.oc1.eu-frankfurt-1.exampleshop.abtheljtdefault',
  compartment: 'ocid1.compartment.oc1..aaaaaaaashop',
};
const tenancy = 'ocid1.tenancy.oc1..aaaaaaaatenancy';
const user = 'ocid1.user.oc1..aaaaaaaauser';
const fingerprint = '20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34';
/** The token of a session. */
export const sessionToken = 'eyJraWQiOiJhc3dfcHJvZCJ9.eyJzdWIiOiJvY2lkMSJ9.c2lnbmF0dXJl';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** What signs for both. */
export const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
/** The same, to be used with the passphrase `open`. */
export const lockedKey = pair.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' })
  .toString();

interface Secret {
  readonly name: string;
  readonly more?: Readonly<Record<string, unknown>>;
  /** What is stored, by the stages of the versions, the newest first. */
  readonly versions: readonly (readonly [stages: readonly string[], value: string])[];
}

const database = JSON.stringify({ user: needle, 'tls.crt': needle, nested: { deep: needle } });
const secrets: readonly Secret[] = [
  {
    name: 'database',
    more: {
      description: 'Credentials of the shop',
      freeformTags: { team: 'shop', stage: 'live' },
      timeOfCurrentVersionExpiry: '2027-03-01T00:00:00.000Z',
      nextRotationTime: '2026-12-01T00:00:00.000Z',
    },
    versions: [
      [['PENDING', 'LATEST'], '{}'],
      [['CURRENT'], database],
      [['PREVIOUS'], needle],
      [['DEPRECATED'], needle],
    ],
  },
  { name: 'plain', versions: [[['CURRENT', 'LATEST'], needle]] },
  {
    name: 'leaving',
    more: { lifecycleState: 'PENDING_DELETION', timeOfDeletion: '2026-12-24T00:00:00.000Z', freeformTags: { team: 'shop' } },
    versions: [[['CURRENT', 'LATEST'], needle]],
  },
  { name: 'broken', more: { lifecycleState: 'FAILED' }, versions: [] },
  { name: 'gone', more: { lifecycleState: 'DELETED' }, versions: [] },
];

/** The Vault service and its bundles of secrets, as Oracle's SDK for Python asks, signs and reads them. */
function answer({ url, method, headers }: HeardRequest): Answer {
  if (!isSigned(method, url, headers)) return refused(401, 'NotAuthenticated');
  const { pathname, searchParams } = new URL(url, 'http://x');
  const [version, kind, id = '', part] = pathname.slice(1).split('/');
  if (version === '20180608' && kind === 'secrets' && id === '') return listed(searchParams);
  const secret = secrets.find(({ name }) => idOf(name) === id);
  if (version === '20180608' && kind === 'secrets' && part === 'versions')
    return secret === undefined
      ? refused(404, 'NotAuthorizedOrNotFound')
      : page(secret.versions.map(versionJson(secret)), searchParams);
  if (version !== '20190301' || kind !== 'secretbundles') return { status: 404, json: 'page not found' };
  const stored = secret?.versions.find(([stages]) => stages.includes(searchParams.get('stage') ?? 'CURRENT'));
  if (secret === undefined || stored === undefined) return refused(404, 'NotAuthorizedOrNotFound');
  const content = Buffer.from(stored[1]).toString('base64');
  return ok({ secretId: id, versionNumber: 1, secretBundleContent: { contentType: 'BASE64', content }, stages: stored[0] });
}

function isSigned(method: string, url: string, { date, host, authorization = '' }: HeardRequest['headers']): boolean {
  const part = (name: string) => new RegExp(`[ ,]${name}="([^"]*)"`).exec(authorization)?.[1] ?? '';
  const age = Math.abs(Date.now() - Date.parse(date ?? ''));
  const isKnown = part('keyId') === `${tenancy}/${user}/${fingerprint}` || part('keyId') === `ST$${sessionToken}`;
  const isWell =
    part('headers') === 'date (request-target) host' && part('algorithm') === 'rsa-sha256' && part('version') === '1';
  if (!authorization.startsWith('Signature ') || !isKnown || !isWell || !(age < 300_000)) return false;
  const text = `date: ${date}\n(request-target): ${method.toLowerCase()} ${url}\nhost: ${host}`;
  return verify('RSA-SHA256', Buffer.from(text), pair.publicKey, Buffer.from(part('signature'), 'base64'));
}

function listed(query: URLSearchParams): Answer {
  if (query.get('compartmentId') !== place.compartment || query.get('vaultId') !== place.vault)
    return refused(404, 'NotAuthorizedOrNotFound');
  const found = secrets.filter(({ name }) => (query.get('name') ?? name) === name);
  return page(
    found.map(({ name, more }) => ({
      id: idOf(name),
      secretName: name,
      compartmentId: place.compartment,
      vaultId: place.vault,
      keyId: 'ocid1.key.oc1.eu-frankfurt-1.example.key',
      lifecycleState: 'ACTIVE',
      timeCreated: '2026-01-02T03:04:05.678Z',
      freeformTags: {},
      definedTags: {},
      ...more,
    })),
    query,
  );
}

function page(items: readonly unknown[], query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? 10);
  const from = Number(query.get('page') ?? 0);
  const next: Readonly<Record<string, string>> = from + limit < items.length ? { 'opc-next-page': String(from + limit) } : {};
  return ok(items.slice(from, from + limit), { 'opc-request-id': 'a1b2', ...next });
}

function versionJson({ name, versions }: Secret) {
  return ([stages]: Secret['versions'][number], i: number) => ({
    secretId: idOf(name),
    versionNumber: versions.length - i,
    stages,
    contentType: 'BASE64',
    timeCreated: `2026-0${versions.length - i}-01T00:00:00.000Z`,
    ...(stages.includes('DEPRECATED') ? { timeOfDeletion: '2026-12-24T00:00:00.000Z' } : {}),
  });
}

function idOf(name: string): string {
  return `ocid1.vaultsecret.oc1.eu-frankfurt-1.${name}`;
}

function refused(status: number, code: string): Answer {
  return { status, json: { code, message: 'Authorization failed or requested resource not found.' } };
}

/** Oracle Vault, with a compartment whose secrets the user may see. */
export const oracleDouble: RestDouble = {
  id: 'oracle',
  config: () => place,
  env: () => ({
    OCI_CLI_TENANCY: tenancy,
    OCI_CLI_USER: user,
    OCI_CLI_FINGERPRINT: fingerprint,
    OCI_CLI_KEY_FILE: '~/.oci/sign key.pem',
  }),
  byFile: true,
  files: { '~/.oci/sign key.pem': privateKey },
  atVendor: true,
  answer,
  keys: ['database', 'plain', 'leaving', 'broken'],
  endless: (_request, count) => ok([{ id: `s${count}`, secretName: `s${count}` }], { 'opc-next-page': String(count) }),
  properties: { key: 'database', names: ['user', 'tls\\.crt', 'nested', 'nested.deep'] },
  hover:
    /Oracle Vault · eu-frankfurt-1, vault ocid1[\s\S]*Credentials of the shop[\s\S]*Encrypted with: ocid1\.key[\s\S]*expires: 2027-03-01/,
};
