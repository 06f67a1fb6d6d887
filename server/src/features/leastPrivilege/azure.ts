import { phrase } from '../../localisation.ts';
import { writtenText } from '../../model/known.ts';
import type { Use } from './needs.ts';
import { distinct, grouped, type PolicyPiece, type StoreNeeds, shellWord } from './policy.ts';

/** A role, and the objects of the vault that it is needed for; without objects for the vault as a whole. */
interface RoleNeed {
  readonly role: string;
  /** `secrets/database`, below the vault; undefined where all of it is meant. */
  readonly scope: string | undefined;
}

/** The role assignments for each vault, as commands of the Azure CLI. */
export function azurePolicies(stores: readonly StoreNeeds[]): readonly PolicyPiece[] {
  return [...grouped(stores, (store) => JSON.stringify([vaultOf(store), assigneeOf(store)])).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const vault = vaultOf(first);
    const needs = group.flatMap(({ uses }) => uses.map(roleFor));
    const commands = distinct(needs.map(({ role }) => role)).map((role) => assignment(role, assigneeOf(first)));
    const scopes = needs.every(({ scope }) => scope !== undefined && /^[\w/-]+$/.test(scope))
      ? distinct(needs.flatMap(({ scope }) => scope ?? []))
      : [];
    return {
      title: phrase('Azure role assignments for key vault {0}', vault),
      language: 'shellscript' as const,
      text: [`scope=$(az keyvault show --name ${shellWord(vault)} --query id --output tsv)`, ...commands].join('\n'),
      notes: [
        phrase('The assignee is the identity that the store logs in with: the client id of its application or managed identity.'),
        ...(scopes.length === 0
          ? []
          : [
              phrase(
                'Each role can also be given for single objects: {0}.',
                scopes.map((one) => `--scope "$scope/${one}"`).join(', '),
              ),
            ]),
        phrase('A vault that still uses access policies takes its permissions by az keyvault set-policy instead.'),
      ],
    };
  });
}

function assignment(role: string, assignee: string): string {
  return `az role assignment create --role "${role}" --assignee ${shellWord(assignee)} --scope "$scope"`;
}

/** As ESO reads a key: `secret/`, `key/` or `cert/` before the name, and a secret where there is none. */
function roleFor(use: Use): RoleNeed {
  if (use.kind === 'find') return { role: 'Key Vault Secrets User', scope: undefined };
  const [, type = 'secret', name = use.key] = /^(secret|key|cert)\/([^/]+)/.exec(use.key) ?? [];
  const folder = { secret: 'secrets', key: 'keys', cert: 'certificates' }[type] ?? 'secrets';
  // What is to be created has no object yet that a role could be given for.
  if (use.kind === 'push') return { role: writers[type] ?? '', scope: undefined };
  return { role: type === 'secret' ? 'Key Vault Secrets User' : 'Key Vault Reader', scope: `${folder}/${name}` };
}

const writers: Readonly<Record<string, string>> = {
  secret: 'Key Vault Secrets Officer',
  key: 'Key Vault Crypto Officer',
  cert: 'Key Vault Certificates Officer',
};

function vaultOf({ entry }: StoreNeeds): string {
  const url = writtenText(entry.resource, ['spec', 'provider', 'azurekv', 'vaultUrl']) ?? '';
  return /^https:\/\/([a-z0-9-]+)\./i.exec(url)?.[1] ?? '<vault>';
}

function assigneeOf({ entry }: StoreNeeds): string {
  return writtenText(entry.resource, ['spec', 'provider', 'azurekv', 'identityId']) || '<client-id>';
}
