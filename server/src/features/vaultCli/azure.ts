import { phrase } from '../../localisation.ts';
import { plainText } from '../../model/plainText.ts';
import { textForms } from './textForms.ts';
import { given, type VaultCli } from './tool.ts';

/** Azure Key Vault, by `az keyvault`. A key names a secret, `secret/NAME` too; certificates and keys are made in other ways. */
export const keyVaultCli: VaultCli = (request) => {
  const { vaultUrl } = request.store.config;
  const [, vault] = /^https:\/\/([a-z0-9-]+)\.vault\.[a-z0-9.]+\/?$/i.exec(typeof vaultUrl === 'string' ? vaultUrl : '') ?? [];
  if (vault === undefined)
    return { reason: phrase('Store {0} names no key vault, https://NAME.vault.azure.net.', plainText(request.store.name, 80)) };
  const [first = '', second] = request.key.split('/');
  if (second !== undefined && first !== 'secret')
    return {
      reason: phrase(
        '"{0}" is a certificate or a key, which are made or imported in other ways than secrets.',
        plainText(request.key, 80),
      ),
    };
  const place = ['--vault-name', given(vault), '--name', given(second ?? first)];
  return textForms(request, {
    // Its answer would show the value.
    write: (path) => ['az', 'keyvault', 'secret', 'set', ...place, '--file', path, '--query', 'id', '--output', 'tsv'],
    read: ['az', 'keyvault', 'secret', 'show', ...place, '--query', 'value', '--output', 'tsv'],
    ...(request.deed === 'create' ? { note: phrase('A secret of that name which is there already gets a new version.') } : {}),
  });
};
