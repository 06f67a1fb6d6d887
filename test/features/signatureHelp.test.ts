import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signatureHelpAt } from '../../server/src/features/signatureHelp.ts';
import { createLab, externalSecret } from './lab.ts';

const data = '  data:\n    - secretKey: a\n      remoteRef: {key: k}\n';

/** `label [active]`, the active parameter as the label has it. */
async function shown(template: string): Promise<string | undefined> {
  const lab = createLab();
  const help = await signatureHelpAt(
    lab.place(externalSecret(data, `  target:\n    template:\n      data:\n        x: '${template}'\n`)),
  );
  const [signature] = help?.signatures ?? [];
  if (signature === undefined) return undefined;
  const [start, end] = signature.parameters?.[help?.activeParameter ?? 0]?.label ?? [0, 0];
  return `${signature.label} [${signature.label.slice(Number(start), Number(end))}]`;
}

describe('signature help in templates', () => {
  for (const [template, expected] of [
    ['{{ replace │', 'replace old new text [old]'],
    ['{{ replace "a" │ }}', 'replace old new text [new]'],
    ['{{ .a | replace "a" "b│" }}', 'replace old new text [new]'],
    ['{{ .a | replace "a" "b" │ }}', 'replace old new text []'],
    ['{{ printf "%s" .a .a │ }}', 'printf format value… [value…]'],
    ['{{ .a | printf "%s" │ }}', 'printf format value… [value…]'],
    ['{{ dig "a" "b" │ }}', 'dig key key… default dict [dict]'],
    ['{{ printf "%s" (b64enc │) }}', 'b64enc text [text]'],
    ['{{ now │ }}', 'now []'],
    ['{{ nope │ }}', undefined],
    ['replace │', undefined],
  ] as const) {
    it(`shows the argument that is written: ${template}`, async () => assert.equal(await shown(template), expected));
  }

  it('says that the last argument comes through the bar', async () => {
    const lab = createLab();
    const place = lab.place(externalSecret(data, "  target:\n    template:\n      data:\n        x: '{{ .a | replace │'\n"));
    const [signature] = (await signatureHelpAt(place))?.signatures ?? [];
    const documented = signature?.parameters?.map(({ documentation }) => documentation);
    assert.deepEqual(documented, [undefined, undefined, 'Given by what stands to the left of the bar.']);
  });
});
