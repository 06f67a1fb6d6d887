import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLab, externalSecret } from '../lab.ts';

const data = `  data:
    - secretKey: user
      remoteRef: {key: prod/myapp/database, property: username, decodingStrategy: Base64}
    - secretKey: tls.crt
      remoteRef: {key: prod/tls}
  dataFrom:
    - extract: {key: prod/myapp/database}
`;

async function hover(template: string): Promise<string> {
  return createLab().hover(externalSecret(data, `  target:\n    template:\n      data:\n        x: '${template}'\n`));
}

describe('hover in templates', () => {
  it('says what a function takes, does, and whose it is, with an example', async () => {
    const text = await hover('{{ .user | repl│ace "a" "b" }}');
    assert.match(text, /^\*\*`replace old new text`\*\*\n\nThe text with every occurrence/);
    assert.match(text, /`\{\{ \.url \| replace "http:\/\/" "https:\/\/" \}\}`\n\nSprig/);
    assert.match(await hover('{{ pkcs12│key .user }}'), /ESO's own$/);
  });

  it('says which entry a variable is from, and never a value', async () => {
    assert.equal(
      await hover('{{ .us│er }}'),
      '**`user`** · fetched by `data[0]`  \nHolds username of prod/myapp/database · SecretStore aws-secretsmanager  \nDecoded: Base64',
    );
    assert.match(await hover('{{ index . "tls.c│rt" }}'), /^\*\*`tls\.crt`\*\* · fetched by `data\[1\]` {2}\nHolds prod\/tls/);
    assert.match(await hover('{{ .pass│word }}'), /fetched by `dataFrom\[0\]` {2}\nHolds password of prod\/myapp\/database/);
  });

  it('leaves to the field what is neither, and what is not fetched', async () => {
    for (const template of [
      'te│xt {{ .user }}',
      '{{ .no│pe }}',
      '{{ range . }}{{ .us│er }}{{ end }}',
      '{{ define "x" }}{{ .us│er }}{{ end }}',
    ])
      assert.doesNotMatch(await hover(template), /fetched by/, template);
  });

  it('knows the words of what Helm puts out as it stands, and no others', async () => {
    const inHelm = (value: string) =>
      createLab().hover(
        externalSecret(data, `  target:\n    template:\n      data:\n        x: ${value}\n        y: {{ .Values.y }}\n`),
      );
    for (const value of [
      'pg://{{ `{{ .us│er }}` }}@{{ .Values.host }}',
      '"{{ `{{ .us│er }}` }}"',
      '{{ "{{" }} .us│er {{ "}}" }}',
      '|\n          {{ `{{ .us│er }}` }}',
      '|\n          a: {{`\n          {{ .us│er }}\n          `}}\n          {{- if .Values.b }}\n          b\n          {{- end }}',
    ])
      assert.match(await inHelm(value), /^\*\*`user`\*\* · fetched by `data\[0\]`/, value);
    assert.match(await inHelm('{{ `{{ .user | repl│ace "a" "b" }}` }}'), /^\*\*`replace old new text`/);
    for (const value of [
      '{{ .us│er }}{{ `{{ .user }}` }}',
      '{{ printf "{{ .us│er }}" }}',
      '{{ `{{ range . }}{{ .us│er }}{{ end }}` }}',
    ])
      assert.equal(await inHelm(value), '', value);
  });
});
