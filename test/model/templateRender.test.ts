import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { english } from '../../server/src/localisation.ts';
import { templateFunctions } from '../../server/src/model/goTemplate/catalogue.ts';
import { parseTemplate } from '../../server/src/model/goTemplate/parseTemplate.ts';
import { evaluatedFunctions } from '../../server/src/model/goTemplate/render/functions.ts';
import { shown } from '../../server/src/model/goTemplate/render/parts.ts';
import { renderTemplate } from '../../server/src/model/goTemplate/render/renderTemplate.ts';

function render(text: string, complete = true): string {
  const tree = parseTemplate(text, { name: 'K' });
  assert.equal(tree.error, undefined);
  const values = new Map(['user', 'tls.crt'].map((key) => [key, [{ standsFor: `${key} of db` }]]));
  const { notEvaluated, parts } = renderTemplate(tree, text, { values, complete, l10n: english });
  assert.equal(
    notEvaluated.length > 0,
    parts.some((part) => 'source' in part),
  );
  return shown(parts);
}

describe('rendering a template on what stands for the values', () => {
  for (const [template, expected] of [
    ['a {{ .user }} b', 'a <user of db> b'],
    ['{{ $.user }}{{ index . "tls.crt" }}', '<user of db><tls.crt of db>'],
    ['a  {{- .user -}}  b', 'a<user of db>b'],
    ['{{ printf "%s:%v%%%q" .user 1 "a" }}', '<user of db>:1%"a"'],
    ['{{ print "a" 1 2 .user }}', 'a1 2<user of db>'],
    ['{{ cat .user "b" }}', '<user of db> b'],
    ['{{ .user | quote }}{{ .user | squote }}', `"<user of db>"'<user of db>'`],
    ['{{ "a\\"b" | quote }}', '"a\\"b"'],
    ['{{ .user | toJson }}{{ "<" | toJson }}', '"<user of db>""\\u003c"'],
    ['{{ list .user "b" | join "," }}', '<user of db>,b'],
    ['{{ .user | indent 2 }}{{ "a\\nb" | nindent 2 }}', '  <user of db, indented by 2>\n  a\n  b'],
    ['{{ printf "x%s" .user | upper }}', 'X<upper case of user of db>'],
    ['{{ "a.b" | replace "." "-" }}', 'a-b'],
    ['{{ .user | replace "." "-" }}', '<user of db, with "." replaced by "-">'],
    ['{{ " a " | trim }}{{ "ab" | trimPrefix "a" }}{{ "ab" | trimSuffix "b" }}', 'aba'],
    ['{{ index . "none" | default "5432" }}', '5432'],
    ['{{ .user | default "x" }}', '<user of db, else "x">'],
    ['{{ eq "a" "b" "a" | ternary "yes" "no" }}', 'yes'],
    ['{{ $x := .user }}{{ $x }}{{ $x = "b" }}{{ $x }}', '<user of db>b'],
    ['{{ if eq "a" "b" }}x{{ else if true }}y{{ else }}z{{ end }}', 'y'],
    ['{{ if printf "a%s" .user }}x{{ end }}', 'x'],
    ['{{ with "a" }}{{ . }}{{ $.user }}{{ end }}', 'a<user of db>'],
    ['{{ range $k, $v := . }}{{ $k }}={{ $v }};{{ end }}', 'tls.crt=<tls.crt of db>;user=<user of db>;'],
    ['{{ range list "a" "b" }}{{ . }}{{ end }}{{ range list }}x{{ else }}none{{ end }}', 'abnone'],
    ['{{ define "x" }}y{{ end }}{{/* note */}}z', 'z'],
  ] as const) {
    it(`evaluates ${template}`, () => assert.equal(render(template), expected));
  }

  it('changes letters and white space as Go does, not as JavaScript', () => {
    assert.equal(render('{{ "Straße ﬁ" | upper }}{{ "İΑΣ" | lower }}'), 'STRAßE ﬁiασ');
    assert.equal(render('{{ "\\u0085\\u00a0x\\ufeff " | trim }}'), 'x\ufeff');
    assert.equal(render('{{ "é" | nospace }}{{ "é x" | nospace }}'), 'éÃ©x');
    assert.equal(render('{{ printf "é%s" .user | nospace }}'), '<without white space: é<user of db>>');
  });

  it('keeps what is made of a value, and of a text likewise, in words', () => {
    assert.equal(render('{{ printf "%s:x" .user | b64enc }}'), '<base64 of <user of db>:x>');
    assert.equal(render('{{ .user | b64enc | sha256sum }}'), '<SHA-256 of base64 of user of db>');
    assert.equal(render('{{ "a" | b64enc }}'), '<base64 of "a">');
  });

  for (const template of [
    '{{ .none }}',
    '{{ .user | bcrypt }}',
    '{{ .user.name }}',
    '{{ if .user }}x{{ end }}',
    '{{ with .user }}{{ . }}{{ end }}',
    '{{ range list "a" }}{{ . | bcrypt }}{{ end }}',
    '{{ range list "a" }}{{ break }}{{ end }}',
    '{{ printf "%5s" .user }}',
    '{{ printf "%s" }}',
    '{{ eq .user "a" }}',
    '{{ template "x" . }}',
    '{{ . }}',
    '{{ "\\xff" }}',
    'a\n  {{- if .user }} b {{ end -}}\n c',
  ]) {
    it(`leaves as it is what is not certain: ${template}`, () => assert.equal(render(template), template));
  }

  it('goes through the keys only where all of them are known', () => {
    const template = '{{ range $k, $v := . }}{{ $k }}{{ end }}{{ index . "none" }}';
    assert.equal(render(template, false), template);
  });

  it('no longer knows a variable that something not evaluated may have changed', () => {
    const template = '{{ $x := "a" }}{{ if .user }}{{ $x = "b" }}{{ end }}{{ $x }}';
    assert.equal(render(template), '{{ if .user }}{{ $x = "b" }}{{ end }}{{ $x }}');
  });

  it('evaluates no function that ESO does not have', () => {
    for (const name of evaluatedFunctions(english).keys()) assert.ok(templateFunctions.has(name), name);
  });
});
