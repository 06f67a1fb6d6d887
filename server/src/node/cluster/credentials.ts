import type { RequestOptions } from 'node:https';
import type { ExecCredential } from './execLogin.ts';
import { isRecord, stringOf } from './json.ts';
import type { ContextLogin } from './kubeconfig.ts';

/**
 * Headers and certificates as the official library makes them of a kubeconfig, whose part `credential` has come from a program or a
 * file; its agent is used for SOCKS only. Loads the library, which takes some 100 ms. Throws where a file cannot be read, or a token
 * cannot be renewed, in words that may quote secrets.
 */
export async function credentialsFor(
  { context, cluster, user }: ContextLogin,
  credential: ExecCredential,
): Promise<RequestOptions> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  const base64 = (pem: string | undefined) => (pem === undefined ? undefined : Buffer.from(pem).toString('base64'));
  const name = 'only';
  const own = credential.certificate !== undefined;
  config.loadFromOptions({
    currentContext: name,
    contexts: [{ name, cluster: name, user: name }],
    clusters: [
      {
        name,
        server: context.server,
        caData: cluster['certificate-authority-data'],
        // Data win over files, as in client-go.
        caFile: cluster['certificate-authority-data'] ? undefined : cluster['certificate-authority'],
        skipTLSVerify: cluster['insecure-skip-tls-verify'] === true || context.server.startsWith('http:'),
        tlsServerName: cluster['tls-server-name'],
        // As kubectl, but not as this library, the proxy is told the name.
        proxyUrl: stringOf(cluster['proxy-url'])?.replace(/^socks5:/, 'socks5h:'),
      },
    ],
    users: [
      {
        name,
        token: credential.token,
        certData: base64(credential.certificate) ?? user['client-certificate-data'],
        certFile: own || user['client-certificate-data'] ? undefined : user['client-certificate'],
        keyData: base64(credential.key) ?? user['client-key-data'],
        keyFile: own || user['client-key-data'] ? undefined : user['client-key'],
        username: credential.token === undefined ? user['username'] : undefined,
        password: user['password'],
        authProvider: user['auth-provider'],
        impersonateUser: user['as'],
      },
    ],
  });
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return { ...options, headers: { ...options.headers, ...impersonation(user) } };
}

/** The parts of an impersonation that the library leaves out. */
function impersonation(user: Readonly<Record<string, unknown>>): Record<string, string | string[]> {
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const extra = isRecord(user['as-user-extra']) ? Object.entries(user['as-user-extra']) : [];
  const groups = texts(user['as-groups']);
  const uid = stringOf(user['as-uid']);
  return {
    ...(groups.length > 0 ? { 'Impersonate-Group': groups } : {}),
    ...(uid === undefined ? {} : { 'Impersonate-Uid': uid }),
    ...Object.fromEntries(extra.map(([key, value]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, texts(value)])),
  };
}
