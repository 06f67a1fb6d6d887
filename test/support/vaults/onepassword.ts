import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** An item as a Connect server has it: in a listing, and as a whole. */
interface Item {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly tags?: readonly string[];
  readonly fields?: readonly string[];
  readonly files?: readonly string[];
}

const id = (text: string) => text.padEnd(26, '0');
const vaults = [
  { id: id('vshop'), name: 'Shop' },
  { id: id('vcommon'), name: 'Common things' },
  { id: id('vtwin1'), name: 'Twin' },
  { id: id('vtwin2'), name: 'Twin' },
];
/** The items of each vault, by its name. */
const items: Readonly<Record<string, readonly Item[]>> = {
  Shop: [
    {
      id: id('idatabase'),
      title: 'database',
      category: 'LOGIN',
      tags: ['payments'],
      fields: ['username', 'password', 'tls.crt', 'host', 'host', 'field/odd'],
      files: ['ca.pem'],
    },
    {
      id: id('icertificate'),
      title: 'Certificate of the shop',
      category: 'DOCUMENT',
      fields: ['notesPlain'],
      files: ['shop.pem', 'key.pem'],
    },
    { id: id('itwice1'), title: 'twice', category: 'PASSWORD', fields: ['password'] },
    { id: id('itwice2'), title: 'twice', category: 'PASSWORD', fields: ['password'] },
  ],
  'Common things': [
    { id: id('idatabase2'), title: 'database', category: 'DATABASE', fields: ['hidden behind the first'] },
    { id: id('imail'), title: 'mail', category: 'API_CREDENTIAL', fields: ['credential'] },
  ],
};
/** Which vaults a token was made for. */
const tokens: Readonly<Record<string, readonly string[]>> = {
  'connect-token-all': vaults.map(({ name }) => name),
  'connect-token-shop': ['Shop'],
};

/**
 * The API of a Connect server: https://developer.1password.com/docs/connect/api-reference, and its specification 1.8.1. 1Password's own
 * client (@1password/connect 1.4.2) works with it.
 */
export function connectAnswer({ url, headers }: HeardRequest): Answer {
  const { pathname: asked, searchParams } = new URL(url, 'http://x');
  const pathname = asked.replace(/\/$/, '');
  const filter = searchParams.get('filter');
  const [, title] = /^title eq "([^"]*)"$/.exec(filter ?? '') ?? [];
  if (filter !== null && title === undefined) return refused(400, 'invalid filter');
  const scope = tokens[headers.authorization?.replace('Bearer ', '') ?? ''];
  if (scope === undefined) return refused(401, 'Invalid token signature');
  const seen = vaults.filter(({ name }) => scope.includes(name));
  if (pathname === '/v1/vaults')
    return ok(
      named(seen, ({ name }) => name, title).map((vault) => ({
        ...vault,
        attributeVersion: 1,
        contentVersion: 2,
        items: 3,
        type: 'USER_CREATED',
      })),
    );
  const [, vaultId, itemId] = /^\/v1\/vaults\/([^/]+)\/items(?:\/([^/]+))?$/.exec(pathname) ?? [];
  const vault = vaults.find((each) => each.id === vaultId);
  if (vault === undefined) return refused(404, 'vault not found');
  if (!seen.includes(vault)) return refused(403, `vault ${vaultId} is not in scope`);
  const all = items[vault.name] ?? [];
  if (itemId !== undefined) {
    const item = all.find((each) => each.id === itemId);
    return item === undefined ? refused(404, 'item not found') : ok({ ...summary(item, vault.id), ...contents(item) });
  }
  return ok(named(all, (item) => item.title, title).map((item) => summary(item, vault.id)));
}

function named<T>(all: readonly T[], nameOf: (each: T) => string, wanted: string | undefined): readonly T[] {
  return all.filter((each) => wanted === undefined || nameOf(each) === wanted);
}

function summary({ id: own, title, category, tags = [] }: Item, vaultId: string) {
  return {
    id: own,
    title,
    category,
    tags,
    vault: { id: vaultId },
    version: 4,
    lastEditedBy: 'LKUSERID',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: own === id('idatabase2') ? '2026-03-01T00:00:00Z' : '2026-10-01T00:00:00Z',
    urls: [{ primary: true, href: 'https://db.example.com' }],
  };
}

function contents({ id: own, fields = [], files = [] }: Item) {
  return {
    sections: [{ id: 'section', label: 'Server' }],
    fields: fields.map((label, i) => ({
      id: `f${i}`,
      type: 'CONCEALED',
      label,
      value: needle,
      ...(i > 2 ? { section: { id: 'section' } } : {}),
    })),
    files: files.map((name) => ({ id: name, name, size: 9, content_path: `/v1/vaults/x/items/${own}/files/${name}/content` })),
  };
}

function refused(status: number, message: string): Answer {
  return { status, json: { status, message } };
}

/** A Connect server, and a store that searches two vaults. */
export const onepasswordDouble: RestDouble = {
  id: 'onepassword',
  config: (url) => ({ connectHost: url, vaults: { 'Common things': 2, Shop: 1 } }),
  env: (url) => ({ OP_CONNECT_TOKEN: 'connect-token-all', OP_CONNECT_HOST: url }),
  answer: connectAnswer,
  keys: ['database', 'Certificate of the shop', 'twice', 'mail'],
  properties: { key: 'database', names: ['username', 'password', 'tls.crt', 'host', 'field/field/odd', 'file/ca.pem'] },
  hover: /`idatabase0+`.*Changed .*Vault: Shop · category: login · version: 4 · tagged: payments/s,
};
