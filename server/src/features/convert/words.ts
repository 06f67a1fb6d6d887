import { type Phrase, phrase, verbatim } from '../../localisation.ts';
import { plainText } from '../../model/plainText.ts';
import type { ConvertLayout } from '../../protocol.ts';
import type { VaultPlace } from './placement.ts';
import type { PlainSecret } from './plainSecret.ts';

/** What is to be done now, step by step: sentences for people, with names and without values. */
export function nextSteps(secret: PlainSecret, layout: ConvertLayout, places: readonly VaultPlace[]): readonly Phrase[] {
  return [...vaultSteps(secret, layout, places), ...secret.notes, ...plainSteps(secret)];
}

function vaultSteps(secret: PlainSecret, layout: ConvertLayout, places: readonly VaultPlace[]): readonly Phrase[] {
  const binary = secret.keys.filter(({ isBinary }) => isBinary).map(({ name }) => plainText(name, 80));
  const [first] = places;
  const steps: Phrase[] = [];
  if (layout === 'keys') steps.push(phrase('Put each value into the vault: {0}.', listed(places.map(({ key }) => key))));
  else {
    const names = layout === 'extract' ? secret.keys.map(({ name }) => name) : places.map(({ property = '' }) => property);
    steps.push(
      phrase(
        'Put the values into the vault, as JSON under "{0}" with the properties {1}.',
        plainText(first?.key ?? '', 200),
        listed(names),
      ),
    );
  }
  if (secret.isEncrypted) steps.push(phrase('The values are encrypted by SOPS: sops decrypt shows them to whoever has the key.'));
  if (secret.isEncoded)
    steps.push(
      phrase('Values under data are in base64. What belongs into the vault is the decoded text, or the Secret would get base64.'),
    );
  if (binary.length > 0)
    steps.push(
      phrase('No text: {0}. Leave it in base64 in the vault; decodingStrategy: Base64 has ESO decode it.', binary.join(', ')),
    );
  return steps;
}

function plainSteps({ isEncrypted, origin }: PlainSecret): readonly Phrase[] {
  const isFile = origin === 'env';
  if (isEncrypted)
    return [
      isFile
        ? phrase('The .env file still holds the encrypted values. Remove it once ESO has made the Secret.')
        : phrase(
            "The Secret that is written here still holds the encrypted values. Remove it once ESO has made the Secret: whatever applies it would undo ESO's work.",
          ),
    ];
  return [
    isFile
      ? phrase('The .env file still holds the values. Remove it once ESO has made the Secret.')
      : phrase(
          "The Secret that is written here still holds the values. Remove it once ESO has made the Secret, and from what applies it, or the two would undo each other's work.",
        ),
    phrase(
      'If it was ever committed, the history in Git holds the values too: renew them in their systems, for removing the file does not remove them there.',
    ),
  ];
}

function listed(names: readonly string[]): Phrase {
  const shown = names.slice(0, 20).map((name) => plainText(name, 100));
  const [all, rest] = [shown.join(', '), names.length - shown.length];
  return rest > 0 ? phrase('{0} and {1} more', all, rest) : verbatim(all);
}
