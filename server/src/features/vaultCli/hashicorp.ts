import { phrase } from '../../localisation.ts';
import type { Word } from '../../model/commandLine.ts';
import { plainText } from '../../model/plainText.ts';
import { type Engine, engineOf, placeOf } from '../../providers/hashicorp/keyPlace.ts';
import { hashicorpVault, openBao, type Product } from '../../providers/hashicorp/product.ts';
import {
  arePlainNames,
  fileForm,
  jsonObject,
  objectProgram,
  oneLine,
  typedForm,
  typeLines,
  typeOneLine,
  unwritable,
} from './textForms.ts';
import { type CliAnswer, type CliForm, type CliRequest, filePlaceholder, given, option, type VaultCli } from './tool.ts';

/** All shells but POSIX ones make something else of a word that begins with this sign. */
const wholeFile = `"@${filePlaceholder}"`;

/** HashiCorp Vault, by `vault kv`. */
export const vaultCli: VaultCli = (request) => keyValue(request, hashicorpVault);

/** OpenBao, by `bao kv`. */
export const openBaoCli: VaultCli = (request) => keyValue(request, openBao);

/**
 * A secret is a map: `put` writes all of it, `patch` single members, on version 2 of the engine only. Without a destination no token of
 * the user's is meant for the address, and the tool would send one there.
 */
function keyValue(request: CliRequest, product: Product): CliAnswer {
  const { destination, identity, key, store } = request;
  if (destination === undefined)
    return { reason: phrase('None of your tokens is meant for the server of store {0}.', plainText(store.name, 80)) };
  if (identity.tokenFile !== undefined) {
    const reason = phrase(
      "Your settings name a file with a token for store {0}, and {1} sends the token that it keeps itself. Sign in with it, or use the vault's own page.",
      plainText(store.name, 80),
      product.command,
    );
    return { reason };
  }
  const engine = engineOf(store.config, product);
  const place = placeOf(key, engine);
  if (place === undefined)
    return { reason: phrase('"{0}" leads to no secret of store {1}.', plainText(key, 80), plainText(store.name, 80)) };
  const { namespace } = store.config;
  const flags: readonly Word[] = [
    '-address',
    { address: destination.endpoint },
    ...option('-namespace', typeof namespace === 'string' ? namespace.replace(/^\/+|\/+$/g, '') : undefined),
    ...(place.mount.length === 0 ? [] : ['-mount', given(place.mount.join('/'))]),
  ];
  const command = (verb: string, ...more: readonly Word[]) => [
    product.command,
    'kv',
    verb,
    ...more,
    ...flags,
    given(place.path.join('/')),
  ];
  const forms = (request.deed === 'create' ? creation(request, engine, command) : change(request, engine, command)).filter(
    (form) => form !== undefined,
  );
  return forms.length === 0 ? unwritable(key) : { forms };
}

type Command = (verb: string, ...more: readonly Word[]) => readonly Word[];

function creation(request: CliRequest, { version }: Engine, command: Command): readonly (CliForm | undefined)[] {
  const names = arePlainNames(request.properties) ? request.properties : [];
  // Version 2 then refuses to write over what is there already.
  const put = command('put', ...(version === 'v2' ? ['-cas', '0'] : []));
  const asked =
    names.length === 0
      ? undefined
      : typedForm(
          request,
          [
            ['jq', '-nR', { program: objectProgram(names) }],
            [...put, '-'],
          ],
          typeLines(names),
        );
  return [asked, fileForm(request, [...put, wholeFile], jsonObject(names))];
}

function change(request: CliRequest, { version }: Engine, command: Command): readonly (CliForm | undefined)[] {
  const [name] = request.properties;
  if (version === 'v1' || name === undefined || !arePlainNames([name])) {
    const all = phrase('a JSON object with all of the secret: what it leaves out is gone');
    return [fileForm(request, [...command('put'), wholeFile], all)];
  }
  const patch = command('patch');
  const others = phrase('The other properties stay as they are.');
  return [
    typedForm(request, [...oneLine, [...patch, `${name}=-`]], phrase('{0} {1}', typeOneLine, others)),
    fileForm(request, [...patch, `${name}=@${filePlaceholder}`], phrase('the new {0}, without a line break at its end', name)),
  ];
}
