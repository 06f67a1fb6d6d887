import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import { neverCancelled } from '../../cancellation.ts';
import type { RestTransport } from '../rest/restTransport.ts';

/** What one request of a login may cost. */
const limits = { milliseconds: 15_000, bytes: 1024 * 1024 };

/**
 * How the SDK sends what a login needs: the host's way out, for the SDK knows the system's certificate authorities no more than it knows
 * what `NO_PROXY` says.
 *
 * @param fault is told of a request that got no answer; what the SDK makes of it is not to be recognised
 */
export function createLoginClient(
  transport: RestTransport,
  { createHttpHeaders }: Pick<typeof import('./loginSdk.ts'), 'createHttpHeaders'>,
  fault: (code: string, host: string) => void,
): HttpClient {
  return {
    async sendRequest(request: PipelineRequest) {
      const url = new URL(request.url);
      const { 'content-type': type = 'application/x-www-form-urlencoded', ...given } = request.headers.toJSON();
      const unwanted = new Set(['accept-encoding', 'content-length', 'connection']);
      const headers = Object.fromEntries(Object.entries(given).filter(([name]) => !unwanted.has(name)));
      const body = typeof request.body === 'string' ? { body: { text: request.body, type } } : {};
      const method = request.method === 'POST' ? 'POST' : 'GET';
      const answer = await transport.send({ url, method, headers, ...body }, limits, neverCancelled);
      if ('code' in answer) {
        fault(answer.code, url.host);
        throw Object.assign(new Error('no answer'), { code: answer.code });
      }
      const text = new TextDecoder().decode(answer.body);
      answer.body.fill(0);
      const answered = Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders(Object.fromEntries(answered)),
        bodyAsText: text,
      };
    },
  };
}
