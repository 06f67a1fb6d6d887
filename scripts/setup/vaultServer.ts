import { resolve } from 'node:path';
import { type GoProgram, tellGoProgram } from './goProgram.ts';

/** A Vault server with the key-value engine. */
export const vaultServerProgram: GoProgram = {
  name: 'vault-server',
  title: 'the Vault server',
  module: resolve(import.meta.dirname, '../../test/support/vault/go'),
  package: '.',
  go: '1.25.3',
};

if (import.meta.main) await tellGoProgram(vaultServerProgram);
