import { startScriptedHttp } from '../../support/scriptedHttp.ts';
import { restDoubles } from '../../support/vaults/index.ts';
import { loginOf } from '../../support/vaults/restDouble.ts';
import { type CanaryBackEnd, faultOf } from './backEnd.ts';

/** The back ends over plain HTTP, each by its double, whose values hold the needle that the vault's process has made. */
export const restCanaries: readonly CanaryBackEnd[] = restDoubles.map((double) => ({
  id: double.id,
  async start() {
    const server = await startScriptedHttp(double.answer);
    const { env = {}, files = {}, identity } = loginOf(double, server.url);
    const name = double.id.toLowerCase();
    const { '~/login': login, ...others } = files;
    // The file of the settings has the name of the store, since all stores share one home.
    const own = login === undefined ? {} : { [`${name}-login`]: login };
    const mapped = { ...identity, tokenFile: `~/${name}-login` };
    const pattern = identity?.address === undefined ? `${double.id}:${server.url}` : name;
    return {
      store: {
        name,
        provider: double.id,
        config: double.config(server.url),
        keys: double.keys,
        env,
        files: { ...own, ...Object.fromEntries(Object.entries(others).map(([path, text]) => [path.replace('~/', ''), text])) },
        ...(identity === undefined ? {} : { logins: { [pattern]: mapped } }),
        proofs: double.properties?.names ?? [],
      },
      fault: faultOf(server),
    };
  },
}));
