import { type Answer, startScriptedHttp } from '../../support/scriptedHttp.ts';
import { type CanaryBackEnd, faultOf, type Plant } from './backEnd.ts';

const keys = ['database', 'text'];

/** The key-value engine as a login sees it that may not ask for names alone: each refusal quotes what it should not. */
function answerTo(url: string, plant: Plant): Answer {
  const path = url.replace(/^\/v1\/|\?.*$/g, '');
  if (path === 'secret/metadata' || path === 'secret') return { status: 200, json: { data: { keys } } };
  if (path.startsWith('secret/subkeys/')) return { status: 403, json: { errors: [`permission denied: ${plant()}`] } };
  if (path.startsWith('secret/metadata/')) {
    const version = { created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false };
    return { status: 200, json: { data: { current_version: 1, versions: { 1: version }, custom_metadata: { team: 'shop' } } } };
  }
  if (!path.startsWith('secret/data/')) return { status: 404, json: { errors: [], data: plant() } };
  const inner = JSON.stringify({ host: plant(), nested: { port: plant() } });
  const data = path.endsWith('text') ? { text: plant() } : { username: plant(), 'tls.crt': plant(), inner };
  return { status: 200, json: { data: { data, metadata: { version: 1, custom_metadata: { hidden: plant() } } } } };
}

function canaryOf(id: string, name: string, variables: 'VAULT' | 'BAO'): CanaryBackEnd {
  return {
    id,
    async start(plant) {
      const server = await startScriptedHttp(({ url }) => answerTo(url, plant));
      return {
        store: {
          name,
          provider: id,
          config: { server: server.url, path: 'secret', version: 'v2' },
          keys,
          env: { [`${variables}_ADDR`]: server.url, [`${variables}_TOKEN`]: 'hvs.token' },
          proofs: ['username'],
        },
        fault: faultOf(server),
      };
    },
  };
}

/** HashiCorp Vault. */
export const vaultCanary = canaryOf('vault', 'vault', 'VAULT');

/** OpenBao. */
export const openBaoCanary = canaryOf('openBao', 'openbao', 'BAO');
