import { startScriptedHttp } from '../../support/scriptedHttp.ts';
import { restDoubles } from '../../support/vaults/index.ts';
import { loginOf } from '../../support/vaults/restDouble.ts';
import { type CanaryBackEnd, faultOf } from './backEnd.ts';

/** The back ends over plain HTTP, each by its double, whose values hold the needle that the vault's process has made. */
export const restCanaries: readonly CanaryBackEnd[] = restDoubles.map((double) => ({
  id: double.id,
  async start() {
    const server = await startScriptedHttp(double.answer);
    const { env = {}, files = {} } = loginOf(double, server.url);
    const file = `${double.id}-login`;
    const byFile = Object.values(files).map((text) => ({
      files: { [file]: text },
      logins: { [`${double.id}:${server.url}`]: { tokenFile: `~/${file}` } },
    }));
    return {
      store: {
        name: double.id.toLowerCase(),
        provider: double.id,
        config: double.config(server.url),
        keys: double.keys,
        env,
        ...byFile[0],
        proofs: double.properties?.names ?? [],
      },
      fault: faultOf(server),
    };
  },
}));
