import type { JsonObject } from '../../../server/src/syntax/node.ts';
import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

const accessId = 'p-x7Kq2LmN9';
const accessKey = 'bG9uZyBhY2Nlc3Mga2V5IG9mIGFrZXlsZXNz';
const token = 't-4f1d9ad7c1e0';

interface Item {
  readonly type: 'STATIC_SECRET' | 'DYNAMIC_SECRET' | 'ROTATED_SECRET' | 'CERTIFICATE' | 'AES256GCM';
  /** By version, the newest last. */
  readonly values: readonly unknown[];
  readonly metadata?: string;
  readonly tags?: readonly string[];
  /** Whether the login's role lets it see the item; its value as well. */
  readonly may?: 'list' | 'nothing';
}

const json = JSON.stringify({ user: needle, 'tls.crt': needle, nested: { deep: needle } });

const items: Readonly<Record<string, Item>> = {
  '/prod/database': { type: 'STATIC_SECRET', values: ['old', json], metadata: 'Credentials of the shop', tags: ['shop', 'prod'] },
  '/prod/dynamic': { type: 'DYNAMIC_SECRET', values: [] },
  '/prod/hidden': { type: 'STATIC_SECRET', values: [needle], may: 'nothing' },
  '/prod/listed': { type: 'STATIC_SECRET', values: [needle], may: 'list' },
  '/prod/plain': { type: 'STATIC_SECRET', values: [needle] },
  '/prod/rotated': { type: 'ROTATED_SECRET', values: [{ value: { username: needle, password: needle } }] },
  '/prod/target': { type: 'ROTATED_SECRET', values: [{ value: { target_value: { api_key: needle }, username: needle } }] },
  '/tls/certificate': { type: 'CERTIFICATE', values: [needle] },
  '/tls/key': { type: 'AES256GCM', values: [needle] },
};

const types: Readonly<Record<string, string>> = {
  STATIC_SECRET: 'static-secret',
  DYNAMIC_SECRET: 'dynamic-secret',
  ROTATED_SECRET: 'rotated-secret',
};

/**
 * Akeyless's API (version 2), as its SDKs (akeyless 5.0.40 on PyPI) and its Terraform provider have it: every call is a POST of JSON
 * with the token in it. How it answers to items that a role hides is not documented; here as if they were not there.
 */
function answer({ method, url, body }: HeardRequest): Answer {
  const command = new URL(url, 'http://x').pathname.replace(/^\/(api\/v2\/)?/, '');
  const asked = (method === 'POST' && body !== '' ? JSON.parse(body) : {}) as JsonObject;
  if (method !== 'POST') return { status: 405, json: '' };
  if (command === 'auth')
    return asked['access-id'] === accessId && asked['access-key'] === accessKey
      ? ok({ token, expiration: '2030-01-01T00:00:00Z' })
      : refused(401, 'Unauthorized');
  if (asked['token'] !== token) return refused(401, 'Unauthorized: token is missing or has expired');
  if (command === 'list-items') return listed(asked);
  if (!(command in readers) && command !== 'describe-item') return refused(404, 'unknown command');
  const name = String(Array.isArray(asked['names']) ? asked['names'][0] : (asked['names'] ?? asked['name']));
  const full = name.startsWith('/') ? name : `/${name}`;
  const item = items[full];
  if (item === undefined || item.may === 'nothing') return refused(404, `item ${name} does not exist`);
  if (command === 'describe-item') return ok(itemOf(full, item, asked['show-versions'] === true));
  if (item.may === 'list') return refused(403, 'Unauthorized access to the item');
  if (readers[command] !== item.type) return refused(400, 'wrong type');
  const value = item.values.at(typeof asked['version'] === 'number' ? asked['version'] - 1 : -1);
  if (value === undefined) return refused(404, 'no such version');
  return ok(command === 'get-secret-value' ? { [name]: value } : value);
}

const readers: Readonly<Record<string, Item['type']>> = {
  'get-secret-value': 'STATIC_SECRET',
  'get-rotated-secret-value': 'ROTATED_SECRET',
};

function listed(asked: JsonObject): Answer {
  const wanted = (asked['type'] ?? []) as readonly string[];
  const part = String(asked['filter'] ?? '');
  const seen = Object.entries(items).filter(
    ([name, { type, may }]) => may !== 'nothing' && wanted.includes(types[type] ?? '') && name.includes(part),
  );
  return ok({
    items: seen.map(([name, item]) => itemOf(name, item, false)),
    folders: ['/prod/'],
    has_next: false,
    next_page: '',
  });
}

function itemOf(name: string, { type, values, metadata = '', tags = [] }: Item, withVersions: boolean) {
  return {
    item_name: name,
    item_id: 1_000 + name.length,
    display_id: `id-${name.length}`,
    item_type: type,
    item_metadata: metadata,
    item_tags: tags,
    creation_date: '2026-01-02T03:04:05.678Z',
    modification_date: '2026-10-02T03:04:05.678Z',
    access_date: '2026-10-30T00:00:00Z',
    protection_key_name: '/keys/own',
    auto_rotate: type === 'ROTATED_SECRET',
    ...(type === 'ROTATED_SECRET' ? { rotation_interval: 30, next_rotation_date: '2026-12-01T00:00:00Z' } : {}),
    last_version: values.length,
    ...(withVersions
      ? { item_versions: values.map((_, i) => ({ version: i + 1, creation_date: `2026-0${i + 1}-01T00:00:00Z` })) }
      : {}),
  };
}

function refused(status: number, error: string): Answer {
  return { status, json: { error } };
}

/** Akeyless, with some items that a role hides. */
export const akeylessDouble: RestDouble = {
  id: 'akeyless',
  config: (url) => ({ akeylessGWApiURL: url }),
  env: (url) => ({ AKEYLESS_GATEWAY_URL: url, AKEYLESS_ACCESS_ID: accessId, AKEYLESS_ACCESS_KEY: accessKey }),
  answer,
  keys: ['/prod/database', '/prod/dynamic', '/prod/listed', '/prod/plain', '/prod/rotated', '/prod/target'],
  endless(request, count) {
    if (!request.url.endsWith('/list-items')) return answer(request);
    return ok({ items: [{ item_name: `/i${count}` }], has_next: true, next_page: `page-${count}` });
  },
  properties: { key: '/prod/database', names: ['user', 'tls.crt', 'nested', 'nested.deep'] },
  hover:
    /Akeyless · http\\:[\s\S]*Credentials of the shop[\s\S]*Type: static secret · tags: shop, prod · encrypted with: \/keys\/own/,
};
