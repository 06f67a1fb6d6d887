import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isGoRequestUri, parseGoUrl } from '../../server/src/model/goUrl.ts';

describe('parseGoUrl', () => {
  for (const [text, scheme, host] of [
    ['', '', ''],
    ['https://vault.example.com', 'https', 'vault.example.com'],
    ['HTTPS://vault.example.com:8200/v1?a=b#c', 'https', 'vault.example.com:8200'],
    ['http://user:pass@host:80/', 'http', 'host:80'],
    // As the webhook takes it for a region of AWS.
    ['https://a.].b', 'https', 'a.].b'],
    ['http://[::1]:8200/', 'http', '[::1]:8200'],
    ['http://host:/', 'http', 'host:'],
    ['vault.example.com', '', ''],
    ['vault.example.com/v1', '', ''],
    ['localhost:8200', 'localhost', ''],
    ['//host/path', '', 'host'],
    ['/path:with:colons', '', ''],
    ['path/with:colon', '', ''],
    ['https:///path', 'https', ''],
    ['https://host/a b', 'https', 'host'],
    ['https://host/%41', 'https', 'host'],
    ['https://host?100%', 'https', 'host'],
    ['mailto:a@b', 'mailto', ''],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseGoUrl(text), { scheme, host }));
  }

  for (const text of [
    '10.0.0.1:8200',
    '127.0.0.1:8200/v1',
    ':8200',
    'https://a b.example',
    'https://host:port',
    'https://host:80a/',
    'https://[::1',
    'https://host/%zz',
    'https://host/\n',
    'my host:80',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseGoUrl(text), undefined));
  }

  it('knows what can be requested', () => {
    for (const text of ['https://host/', '/path', 'host:80/']) assert.equal(isGoRequestUri(text), true, text);
    for (const text of ['', 'host/', 'https://a b/']) assert.equal(isGoRequestUri(text), false, text);
  });
});
