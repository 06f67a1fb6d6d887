/** What the user has set outside any workspace and the server, a process of its own, has to be told. All absent: nothing set. */
export interface UserSettings {
  /** `externalSecrets.aws.endpointUrl` */
  readonly awsEndpointUrl?: string;
  /** `externalSecrets.cluster.kubeconfig`: a path, or several with the system's separator; a leading `~/` is the home folder. */
  readonly kubeconfig?: string;
  /** `http.proxy` */
  readonly proxy?: string;
  /** `http.noProxy` */
  readonly noProxy?: readonly string[];
  /** `http.proxySupport`; `off` keeps extensions from using `http.proxy`. */
  readonly proxySupport?: string;
}

/**
 * Environment variables for the server besides those it inherits. An endpoint and a kubeconfig that the user has set go before inherited ones;
 * proxies of the environment go before VS Code's, for the environment is what the user's other tools follow.
 *
 * @param inherited the environment of this process
 */
export function serverEnvironment(
  settings: UserSettings,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  const endpoint = settings.awsEndpointUrl?.trim();
  if (endpoint) environment['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = endpoint;

  const kubeconfig = settings.kubeconfig?.trim();
  const home = inherited['HOME'] || inherited['USERPROFILE'];
  if (kubeconfig) environment['KUBECONFIG'] = home ? kubeconfig.replace(/^~(?=[/\\])/, () => home) : kubeconfig;

  const isInherited = (name: string) => Boolean(inherited[name] || inherited[name.toLowerCase()]);
  const proxy = settings.proxySupport === 'off' ? undefined : settings.proxy?.trim();
  if (proxy && !isInherited('HTTPS_PROXY') && !isInherited('HTTP_PROXY')) {
    environment['HTTPS_PROXY'] = proxy;
    environment['HTTP_PROXY'] = proxy;
  }
  if (settings.noProxy?.length && !isInherited('NO_PROXY')) environment['NO_PROXY'] = settings.noProxy.join(',');
  return environment;
}
