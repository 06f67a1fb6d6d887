import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type WebhookReference, webhookRequest } from '../../server/src/model/webhookRequest.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';

const reference: WebhookReference = { key: 'team/db a', version: '2', property: 'user', namespace: 'shop' };
const urlOf = (url: string, more: Partial<WebhookReference> = {}) => webhookRequest({ url }, { ...reference, ...more })?.url;

describe('the request of a webhook store', () => {
  it('has the reference in its URL, escaped as Go does it', () => {
    assert.equal(
      urlOf('https://h.example/v1/{{ .remoteRef.key }}?version={{ .remoteRef.version }}&property={{.remoteRef.property}}'),
      'https://h.example/v1/team%2Fdb+a?version=2&property=user',
    );
    assert.equal(
      urlOf('https://h.example/{{ .remoteRef.key }}', { key: "a!'()*~-_.ä" }),
      'https://h.example/a%21%27%28%29%2A~-_.%C3%A4',
    );
    assert.equal(urlOf('https://h.example/{{ .remoteRef.namespace }}/x'), 'https://h.example/shop/x');
    assert.equal(urlOf('https://h.example/{{- .remoteRef.key | upper -}} /x'), 'https://h.example/TEAM%2FDB+A/x');
  });

  it('keeps as it is written what comes from Secrets, is not known, or is more than that', () => {
    for (const kept of [
      'https://h.example/{{ .auth.token }}',
      'https://h.example/{{ .remoteRef.none }}',
      'https://h.example/{{ .remoteRef }}',
      'https://h.example/{{ if .remoteRef.key }}a{{ end }}',
      'https://h.example/{{ .remoteRef.key | b64enc }}',
    ])
      assert.equal(urlOf(kept), kept);
    assert.equal(
      urlOf('https://h.example/{{ .remoteRef.namespace }}', { namespace: undefined }),
      'https://h.example/{{ .remoteRef.namespace }}',
    );
  });

  it('tells no text that may be a login', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['https://user:pass@h.example/x', 'https://…@h.example/x'],
      ['https://{{ .auth.user }}:pass@h.example/x', 'https://{{ .auth.user }}…@h.example/x'],
      ['https://h.example/x?token=pass&k={{ .remoteRef.key }}pass&b=pass#c', 'https://h.example/x?token=…&k=team%2Fdb+a…&b=…#c'],
      ['https://h.example/{{ .remoteRef.key }}@x?a=pass', 'https://h.example/team%2Fdb+a@x?a=…'],
      ['https://h.example/x?a={{ "pass" }}&b={{ "pass" | b64enc }}', 'https://h.example/x?a=…&b={{ … }}'],
      ['https://h.example/x?a={{ .auth.a }}&b=&c', 'https://h.example/x?a={{ .auth.a }}&b=&c'],
    ];
    for (const [url, told] of cases) assert.equal(urlOf(url), told);
    const config: JsonObject = { url: 'https://h.example/', headers: { 'X-Token': 'pass' }, body: '{"password": "pass"}' };
    const request = webhookRequest(config, reference);
    assert.deepEqual([request?.headers, request?.hasBody], [['X-Token'], true]);
    assert.ok(!JSON.stringify(request).includes('pass'));
  });

  it('says what is taken of the answer, which Secrets it uses, and of what it makes no use', () => {
    const config: JsonObject = {
      url: 'https://h.example/{{ .remoteRef.key }}',
      method: 'POST',
      headers: { Authorization: 'Bearer {{ .auth.token }}' },
      result: { jsonPath: '$.data.{{ .remoteRef.property }}' },
      secrets: [
        { name: 'auth', secretRef: { name: 'webhook-login' } },
        { name: 'other', secretRef: { name: 'not-used' } },
      ],
    };
    assert.deepEqual(webhookRequest(config, { ...reference, property: 'a b' }), {
      method: 'POST',
      url: 'https://h.example/team%2Fdb+a',
      headers: ['Authorization'],
      hasBody: false,
      jsonPath: '$.data.a b',
      secrets: [{ name: 'auth', secret: 'webhook-login' }],
      uses: { version: false, property: true },
    });
  });

  it('is not told where there is none', () => {
    for (const config of [{}, { url: '' }, { url: 7 }, { url: 'https://h.example/{{ .remoteRef.key' }])
      assert.equal(webhookRequest(config, reference), undefined);
  });
});
