import { phrase } from '../../localisation.ts';
import type { Word } from '../../model/commandLine.ts';
import { plainText } from '../../model/plainText.ts';
import { arePlainNames, fileForm, oneLine, typedForm, typeLines, typeOneLine, unwritable } from './textForms.ts';
import { type CliForm, type CliRequest, filePlaceholder, given, option, standardInput, type VaultCli } from './tool.ts';

/** The Secrets of a namespace, by `kubectl`, through the context that the editor itself looks through. */
export const secretsCli: VaultCli = (request) => {
  const { destination, key, store } = request;
  if (destination?.context === undefined)
    return { reason: phrase('No context of your kubeconfig leads to the cluster of store {0}.', plainText(store.name, 80)) };
  const { remoteNamespace } = store.config;
  const namespace = typeof remoteNamespace === 'string' ? remoteNamespace : 'default';
  const place = ['kubectl', ...option('--context', destination.context), '--namespace', given(namespace)];
  const forms = (request.deed === 'create' ? creation(request, place) : change(request, place)).filter(
    (form) => form !== undefined,
  );
  return forms.length === 0 ? unwritable(key) : { forms };
};

function creation(request: CliRequest, place: readonly Word[]): readonly (CliForm | undefined)[] {
  const names = arePlainNames(request.properties) ? request.properties : [];
  const create = [...place, 'create', 'secret', 'generic', given(request.key)];
  const [only] = names;
  if (only === undefined) return [fileForm(request, [...create, '--from-env-file', filePlaceholder], phrase('lines NAME=value'))];
  const files = names.flatMap((name) => ['--from-file', `${name}=${filePlaceholder}-${name}`]);
  const lines = names.map((name) => `"${name}="+input`).join(',');
  return [
    names.length === 1
      ? typedForm(request, [...oneLine, [...create, '--from-file', `${only}=${standardInput}`]], typeOneLine)
      : typedForm(
          request,
          [
            ['jq', '-nrR', { program: lines }],
            [...create, '--from-env-file', standardInput],
          ],
          typeLines(names),
        ),
    fileForm(request, [...create, ...files], phrase('the value of one key each, without a line break at its end')),
  ];
}

function change(request: CliRequest, place: readonly Word[]): readonly (CliForm | undefined)[] {
  const [name] = request.properties;
  const patch = [...place, 'patch', 'secret', given(request.key), '--patch-file'];
  const others = phrase('The other keys stay as they are.');
  const program = `{stringData:{"${name}":input}}`;
  return [
    name === undefined || !arePlainNames([name])
      ? undefined
      : typedForm(
          request,
          [
            ['jq', '-nR', { program }],
            [...patch, standardInput],
          ],
          phrase('{0} {1}', typeLines([name]), others),
        ),
    fileForm(
      request,
      [...patch, filePlaceholder],
      phrase('what changes, as JSON: {0}; the other keys stay as they are', `{"stringData": {"${name ?? 'NAME'}": ""}}`),
    ),
  ];
}
