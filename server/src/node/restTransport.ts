import type { Clock } from '../host.ts';
import type { Network } from '../providers/aws/network.ts';
import type { RestTransport } from '../providers/rest/restTransport.ts';
import { type Environment, proxyFor } from './proxy.ts';

/**
 * Plain HTTP for vaults, through the proxies of the environment and trusting the system's authorities. What it takes is loaded with the
 * first request.
 *
 * @param authorities files or folders with further authorities, PEM: for this transport only
 */
export function createRestTransport(env: Environment, clock: Clock, authorities: readonly string[] = []): RestTransport {
  let network: Network | undefined;
  return {
    async send({ url, method, headers, body }, { milliseconds, bytes }, token) {
      const [{ createNetwork }, { exchange }] = await Promise.all([import('./network.ts'), import('./exchange.ts')]);
      network ??= createNetwork(env, authorities);
      const { agent } = network.routeTo(targetOf(url));
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
    proxyTo: (url) => proxyFor(targetOf(url), env)?.host,
  };
}

function targetOf({ protocol, hostname, port }: URL) {
  const secure = protocol === 'https:';
  return { secure, hostname, port: Number(port) || (secure ? 443 : 80) };
}
