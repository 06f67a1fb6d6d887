import { plainText } from '../../model/plainText.ts';
import type { ConvertLayout } from '../../protocol.ts';
import type { VaultPlace } from './placement.ts';
import type { PlainSecret } from './plainSecret.ts';

/** What is to be done now, step by step: sentences for people, with names and without values. */
export function nextSteps(secret: PlainSecret, layout: ConvertLayout, places: readonly VaultPlace[]): readonly string[] {
  return [...vaultSteps(secret, layout, places), ...secret.notes, ...plainSteps(secret)];
}

function vaultSteps(secret: PlainSecret, layout: ConvertLayout, places: readonly VaultPlace[]): readonly string[] {
  const binary = secret.keys.filter(({ isBinary }) => isBinary).map(({ name }) => plainText(name, 80));
  const [first] = places;
  const steps: string[] = [];
  if (layout === 'keys') steps.push(`Put each value into the vault: ${listed(places.map(({ key }) => key))}.`);
  else {
    const names = layout === 'extract' ? secret.keys.map(({ name }) => name) : places.map(({ property = '' }) => property);
    steps.push(
      `Put the values into the vault, as JSON under "${plainText(first?.key ?? '', 200)}" with the properties ${listed(names)}.`,
    );
  }
  if (secret.isEncrypted) steps.push('The values are encrypted by SOPS: sops decrypt shows them to whoever has the key.');
  if (secret.isEncoded)
    steps.push(
      'Values under data are in base64. What belongs into the vault is the decoded text, or the Secret would get base64.',
    );
  if (binary.length > 0)
    steps.push(`No text: ${binary.join(', ')}. Leave it in base64 in the vault; decodingStrategy: Base64 has ESO decode it.`);
  return steps;
}

function plainSteps({ isEncrypted, origin }: PlainSecret): readonly string[] {
  const what = origin === 'env' ? 'The .env file' : 'The Secret that is written here';
  if (isEncrypted)
    return [
      `${what} still holds the encrypted values. Remove it once ESO has made the Secret: whatever applies it would undo ESO's work.`,
    ];
  const still = `${what} still holds the values. Remove it once ESO has made the Secret`;
  const why = origin === 'env' ? '.' : ", and from what applies it, or the two would undo each other's work.";
  return [
    `${still}${why}`,
    'If it was ever committed, the history in Git holds the values too: renew them in their systems, for removing the file does not remove them there.',
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => plainText(name, 100));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
