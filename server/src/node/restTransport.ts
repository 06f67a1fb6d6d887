import type { Clock } from '../host.ts';
import type { RestTransport } from '../providers/rest/restTransport.ts';
import { exchange } from './exchange.ts';
import { createNetwork } from './network.ts';
import type { Environment } from './proxy.ts';

/**
 * Plain HTTP for vaults, through the proxies of the environment and trusting the system's authorities.
 *
 * @param authorities files or folders with further authorities, PEM: for this transport only
 */
export function createRestTransport(env: Environment, clock: Clock, authorities: readonly string[] = []): RestTransport {
  const network = createNetwork(env, authorities);
  const routeTo = ({ protocol, hostname, port }: URL) => {
    const secure = protocol === 'https:';
    return network.routeTo({ secure, hostname, port: Number(port) || (secure ? 443 : 80) });
  };
  return {
    async send({ url, method, headers, body }, { milliseconds, bytes }, token) {
      const { agent } = routeTo(url);
      const { accept = '*/*', ...others } = headers;
      const sent = { method, path: `${url.pathname}${url.search}`, accept };
      const content = body === undefined ? {} : { body: body.text, contentType: body.type };
      const route = { base: url.origin, agent, options: { headers: others } };
      const answer = await exchange(route, { ...sent, ...content }, { clock, token, milliseconds, bytes });
      if ('code' in answer) return answer;
      const single = Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : value,
      ]);
      return { status: answer.status, headers: Object.fromEntries(single), body: answer.body };
    },
    proxyTo: (url) => routeTo(url).proxy,
  };
}
