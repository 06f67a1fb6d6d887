import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyFor } from '../../server/src/node/proxy.ts';

const env = { HTTPS_PROXY: 'http://secure.proxy:8080', http_proxy: 'plain.proxy:3128' };
const proxy = (url: string, more: Record<string, string> = {}, base: Record<string, string> = env) => {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'https:';
  return proxyFor({ secure, hostname, port: Number(port) || (secure ? 443 : 80) }, { ...base, ...more })?.host;
};

describe('the proxy for a call', () => {
  it('is chosen by the scheme, from variables in either case', () => {
    assert.equal(proxy('https://a.example'), 'secure.proxy:8080');
    assert.equal(proxy('http://a.example'), 'plain.proxy:3128');
    assert.equal(proxy('https://a.example', {}, { all_proxy: 'http://all.proxy:1' }), 'all.proxy:1');
    assert.equal(proxy('https://a.example', {}, {}), undefined);
    assert.equal(proxy('https://a.example', {}, { HTTPS_PROXY: ' ' }), undefined);
  });

  it('is none for loopback', () => {
    for (const host of ['localhost', 'x.localhost', '127.0.0.1', '127.9.9.9', '[::1]'])
      assert.equal(proxy(`https://${host}:1`), undefined, host);
  });

  it('is none where NO_PROXY names the host, its domain, port, address or block', () => {
    const through = (url: string, list: string) => proxy(url, { NO_PROXY: list }) !== undefined;
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['https://a.example', '*', false],
      ['https://a.example', 'a.example', false],
      ['https://b.a.example', 'a.example', false],
      ['https://b.a.example', '.a.example', false],
      ['https://b.a.example', '*.a.example', false],
      ['https://ba.example', 'a.example', true],
      ['https://A.Example', 'a.EXAMPLE', false],
      ['https://a.example:8443', 'x, a.example:8443', false],
      ['https://a.example', 'a.example:8443', true],
      ['https://10.1.2.3', '10.0.0.0/8', false],
      ['https://11.1.2.3', '10.0.0.0/8', true],
      ['https://10.1.2.3', '10.1.2.3', false],
      ['https://[fd00::1]', 'fd00::/8', false],
      ['https://[fd00::1]', 'fd00::1', false],
      ['https://a.example', '10.0.0.0/99,/,:,::', true],
    ];
    for (const [url, list, expected] of cases) assert.equal(through(url, list), expected, `${url} with ${list}`);
  });

  it('is not one that is no HTTP proxy', () => {
    assert.equal(proxy('https://a.example', {}, { HTTPS_PROXY: 'socks5://s:1080' }), undefined);
    assert.equal(proxy('https://a.example', {}, { HTTPS_PROXY: 'http://' }), undefined);
  });
});
