import { textForms, unwritable } from './textForms.ts';
import { given, option, type VaultCli } from './tool.ts';

/** Doppler, by `doppler secrets set`, which writes whether there is a secret of the name or not. */
export const dopplerCli: VaultCli = (request) => {
  const { project, config } = request.store.config;
  if (!/^\w+$/.test(request.key)) return unwritable(request.key);
  const place = [
    ...option('--project', typeof project === 'string' ? project : undefined),
    ...option('--config', typeof config === 'string' ? config : undefined),
  ];
  // Its answer would show the value.
  const set = ['doppler', 'secrets', 'set', given(request.key), ...place, '--silent'];
  // What a property names is not looked for: ESO takes the whole value.
  return textForms({ ...request, properties: [], isObject: false }, { write: () => set, readsInputOnly: true });
};
