import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverEnvironment } from '../../client/src/serverEnvironment.ts';

const proxy = 'http://proxy.example:3128';

test('without settings the server gets nothing but what it inherits', () => {
  assert.deepEqual(serverEnvironment({}, { HTTPS_PROXY: proxy }), {});
  assert.deepEqual(serverEnvironment({ awsEndpointUrl: ' ', proxy: '', noProxy: [] }, {}), {});
});

test("the user's endpoint is for Secrets Manager only, and goes before an inherited one", () => {
  const inherited = { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://other.example' };
  assert.deepEqual(serverEnvironment({ awsEndpointUrl: 'http://localhost:5000' }, inherited), {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://localhost:5000',
  });
});

test("the user's kubeconfig goes before an inherited one, and may start at home", () => {
  const inherited = { KUBECONFIG: '/etc/kube', HOME: '/home/me' };
  assert.deepEqual(serverEnvironment({ kubeconfig: '/a/config' }, inherited), { KUBECONFIG: '/a/config' });
  assert.deepEqual(serverEnvironment({ kubeconfig: '~/clusters/dev' }, inherited), { KUBECONFIG: '/home/me/clusters/dev' });
  assert.deepEqual(serverEnvironment({ kubeconfig: '~other/dev' }, inherited), { KUBECONFIG: '~other/dev' });
  assert.deepEqual(serverEnvironment({ kubeconfig: ' ' }, inherited), {});
});

test("VS Code's proxy is handed on where the environment names none", () => {
  assert.deepEqual(serverEnvironment({ proxy, noProxy: ['localhost', '.internal'] }, {}), {
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    NO_PROXY: 'localhost,.internal',
  });
});

test("the environment's proxy, in either case, is left alone", () => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
    assert.deepEqual(serverEnvironment({ proxy }, { [name]: 'http://own.example' }), {}, name);
  }
  assert.deepEqual(serverEnvironment({ proxy, noProxy: ['a'] }, { no_proxy: 'b' }), { HTTPS_PROXY: proxy, HTTP_PROXY: proxy });
});

test('proxy support that is off keeps the proxy away', () => {
  assert.deepEqual(serverEnvironment({ proxy, proxySupport: 'off' }, {}), {});
});
