import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Told, tell } from '../support/applyFixes.ts';

/** An ExternalSecret that fetches keys and has lines of a template, indented by six. */
function withTemplate(template: string, ...keys: readonly string[]): string {
  const data = keys.map((key) => `    - {secretKey: ${key}, remoteRef: {key: k}}\n`).join('');
  const source = keys.length === 0 ? '  dataFrom: [{extract: {key: k}}]\n' : `  data:\n${data}`;
  return `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  secretStoreRef: {name: s, kind: ClusterSecretStore}\n  target:\n    template:\n      mergePolicy: Merge\n${template}${source}`;
}

/** One with a single value, in a block so that nothing has to be escaped. */
const value = (text: string, ...keys: readonly string[]) =>
  withTemplate(`      data:\n        k: |-\n          ${text}\n`, ...keys);

async function says(text: string, ...expected: readonly string[]): Promise<readonly Told[]> {
  const told = await tell(text);
  assert.deepEqual(
    told.map(({ rule, severity, marked }) => `${severity} ${rule}: ${marked}`),
    expected,
    text,
  );
  return told;
}

/** Checks that a template has one finding, and what its preferred fix makes of it. */
async function mends(template: string, mended: string, keys: readonly string[], expected: string): Promise<void> {
  const [told] = await says(value(template, ...keys), expected);
  assert.equal(told?.preferred, value(mended, ...keys));
}

describe('template-syntax', () => {
  it('writes index for a key with a dash, in parentheses where it is an argument', async () => {
    const wrong = 'error template-syntax: .db-password';
    await mends('x{{ .db-password }}', 'x{{ index . "db-password" }}', [], wrong);
    await mends('{{- .db-password | quote -}}', '{{- index . "db-password" | quote -}}', [], wrong);
    await mends('{{ printf "%s" .db-password }}', '{{ printf "%s" (index . "db-password") }}', [], wrong);
    await mends('{{ if .db-password }}x{{ end }}', '{{ if index . "db-password" }}x{{ end }}', [], wrong);
    await mends('{{ $.db-password }}', '{{ index $ "db-password" }}', [], 'error template-syntax: $.db-password');
  });
  it('escapes it as the value is quoted', async () => {
    const text = (inner: string) => withTemplate(`      data: {k: "${inner}"}\n`);
    const [told] = await says(text('{{ .a-b }}'), 'error template-syntax: .a-b');
    assert.equal(told?.preferred, text('{{ index . \\"a-b\\" }}'));
  });
  it('reads JSON, however tight it is', async () => {
    const json = (template: string) =>
      `{"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","metadata":{"name":"a"},"spec":{"secretStoreRef":{"name":"s","kind":"ClusterSecretStore"},"target":{"template":{"data":{"k":"${template}"}}},"dataFrom":[{"extract":{"key":"k"}}]}}\n`;
    const [told] = await says(json('\\"{{ .a-b }}\\" {{ index . \\"c\\" }}'), 'error template-syntax: .a-b');
    assert.equal(told?.preferred, json('\\"{{ index . \\"a-b\\" }}\\" {{ index . \\"c\\" }}'));
  });
  it('offers nothing where it would not be enough to know', async () => {
    const [told] = await says(value('{{ .a.b-c }}'), 'error template-syntax: .b-');
    assert.deepEqual(told?.fixed, []);
    assert.match(told?.message ?? '', /every sync fails: bad character U\+002D '-'/);
  });
  it('says in whose words it fails, and what to do', async () => {
    const [told] = await says(value('{{ if .a }}x'), 'error template-syntax: {{ if .a }}');
    assert.equal(
      told?.message,
      'This template cannot be read, so every sync fails: unexpected EOF. Add the "{{ end }}" that belongs to this action.',
    );
  });
  it('reads the templates of webhooks and PushSecrets', async () => {
    const store =
      'apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: a}\nspec:\n  provider: {webhook: {url: "https://x/{{ .remoteRef.key", result: {jsonPath: $.a}}}\n';
    await says(store, 'error template-syntax: {{ .remoteRef.key');
    const push =
      'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: a}\nspec:\n  secretStoreRefs: [{name: s}]\n  selector: {secret: {name: a}}\n  template: {data: {k: "{{ .a-b }}"}}\n  data: [{match: {remoteRef: {remoteKey: k}}}]\n';
    await says(push, 'error template-syntax: .a-b');
  });
});

describe('template-unknown-key', () => {
  it('knows the nearest key, and writes index where it needs that', async () => {
    await mends('{{ .pasword }}', '{{ .password }}', ['password'], 'error template-unknown-key: .pasword');
    await mends('{{ .dbpassword }}', '{{ index . "db-password" }}', ['db-password'], 'error template-unknown-key: .dbpassword');
    await mends('{{ quote $.pasword }}', '{{ quote $.password }}', ['password'], 'error template-unknown-key: $.pasword');
  });
  it('takes dots for parts of a key', async () => {
    await mends('{{ .tls.crt }}', '{{ index . "tls.crt" }}', ['tls.crt'], 'error template-unknown-key: .tls.crt');
    await mends('{{ b64enc .tls.crt }}', '{{ b64enc (index . "tls.crt") }}', ['tls.crt'], 'error template-unknown-key: .tls.crt');
  });
  it('knows that default comes too late', async () => {
    const [told] = await says(value('{{ .more | default "x" }}', 'password'), 'error template-unknown-key: .more');
    assert.equal(told?.preferred, value('{{ index . "more" | default "x" }}', 'password'));
    assert.match(told?.message ?? '', /"default" is not asked/);
    await mends(
      '{{ default "x" .more }}',
      '{{ default "x" (index . "more") }}',
      ['password'],
      'error template-unknown-key: .more',
    );
    await says(value('{{ index . "more" | default "x" }}', 'password'));
  });
  it('mentions an index that is most likely misspelt, and gives an empty text', async () => {
    await mends(
      '{{ index . "pasword" }}',
      '{{ index . "password" }}',
      ['password'],
      'information template-unknown-key: "pasword"',
    );
    await says(
      value('{{ index . "pasword" | default "x" }}{{ if index . "pasword" }}{{ end }}{{ index . "other" }}', 'password'),
    );
  });
  it('says that values are texts', async () => {
    const [told] = await says(value('{{ .db.user }}', 'db'), 'error template-unknown-key: .db.user');
    assert.deepEqual(told?.fixed, [value('{{ (fromJson .db).user }}', 'db')]);
    await says(value('{{ (fromJson .db).user }}', 'db'));
  });
  it('warns in a branch, unless the template asks for that very key', async () => {
    await says(value('{{ if .a }}{{ .b }}{{ end }}', 'a'), 'warning template-unknown-key: .b');
    await says(value('{{ if index . "b" }}{{ .b }}{{ end }}', 'a'));
    await says(value('{{ and .a .b }}', 'a'), 'warning template-unknown-key: .b');
  });
  it('knows where the dot is another', async () => {
    await says(value('{{ range $k, $v := . }}{{ $k }}{{ .b }}{{ end }}', 'a'));
    await says(value('{{ with fromJson .a }}{{ .b }}{{ else }}{{ .c }}{{ end }}', 'a'), 'warning template-unknown-key: .c');
    await says(value('{{ with fromJson .a }}{{ $.b }}{{ end }}', 'a'), 'warning template-unknown-key: $.b');
    await says(value('{{ define "x" }}{{ .b }}{{ $.c }}{{ end }}{{ template "x" (dict "b" .a) }}', 'a'));
  });
  it('is silent where not all keys can be known', async () => {
    await says(value('{{ .b }}'));
    await says(`${value('{{ .b }}', 'a')}  dataFrom: [{extract: {key: k}}]\n`);
    await says(value('{{ .b }}', '"${KEY}"'));
  });
  it('knows the only key of a rewrite', async () => {
    const text = (template: string) =>
      `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  secretStoreRef: {name: s}\n  dataFrom: [{extract: {key: k}, rewrite: [{transform: {template: "${template}"}}]}]\n`;
    await says(text('{{ .value | upper }}'));
    await says(text('{{ .key | upper }}'), 'error template-unknown-key: .key');
  });
  it('knows that keys have no fields, whichever keys there are', async () => {
    const [told] = await says(value('{{ .tls.crt }}'), 'error template-unknown-key: .tls.crt');
    assert.deepEqual(told?.fixed, [value('{{ index . "tls.crt" }}')]);
    assert.match(
      told?.message ?? '',
      /so every sync fails\. For the key "tls\.crt" write index \. "tls\.crt"; for JSON in "tls" write \(fromJson \.tls\)\.crt\.$/,
    );
    await says(value('{{ (fromJson .tls).crt }}{{ range fromJson .a }}{{ .b.c }}{{ end }}'));
  });
  it('knows what with has made of the dot', async () => {
    const inside = (field: string) => `{{ with .user }}{{ . }}:{{ ${field} }}{{ end }}`;
    await mends(inside('.password'), inside('$.password'), [], 'warning template-unknown-key: .password');
    await says(value('{{ with fromJson .user }}{{ .name }}{{ else }}{{ .other }}{{ end }}{{ with . }}{{ .a }}{{ end }}'));
  });
});

describe('template-unknown-function', () => {
  it('knows the names of engine v1', async () => {
    const wrong = (name: string) => `error template-unknown-function: ${name}`;
    await mends('{{ .a | base64decode }}', '{{ .a | b64dec }}', [], wrong('base64decode'));
    await mends('{{ .a | toBytes | quote }}', '{{ .a | quote }}', [], wrong('toBytes'));
    await mends('{{ .a | pkcs12cert | pemCertificate }}', '{{ .a | pkcs12cert }}', [], wrong('pemCertificate'));
    await mends('{{ (fromJSON .a).b }}', '{{ (fromJson .a).b }}', [], wrong('fromJSON'));
    await mends('{{ .a | b64decode }}', '{{ .a | b64dec }}', [], wrong('b64decode'));
  });
  it('reads a word that is a key as one without its dot', async () => {
    await mends('{{ a | upper }}', '{{ .a | upper }}', ['a'], 'error template-unknown-function: a');
  });
  it('does not take other words for base64 for the end of a path', async () => {
    const [told] = await says(value('{{ .a | base64 }}'), 'error template-unknown-function: base64');
    assert.match(told?.message ?? '', /called b64enc, and the way back b64dec/);
    assert.deepEqual(told?.fixed, []);
  });
  it('says why there is none', async () => {
    const [told] = await says(value('{{ env "HOME" }}'), 'error template-unknown-function: env');
    assert.match(told?.message ?? '', /environment of the operator/);
    assert.deepEqual(told?.fixed, []);
  });
  it('makes templates of engine v1 into those of v2, all fixes together', async () => {
    const text = (engine: string, name: string) =>
      withTemplate(`      engineVersion: ${engine}\n      data: {k: "{{ .a | ${name} }}"}\n`);
    const told = await says(
      text('v1', 'base64decode'),
      'error not-allowed-value: v1',
      'error template-unknown-function: base64decode',
    );
    assert.deepEqual(
      told.map(({ preferred }) => preferred),
      [text('v2', 'base64decode'), text('v1', 'b64dec')],
    );
    assert.deepEqual(await tell(text('v1', 'base64decode').replace('io/v1', 'io/v1beta1'), '0.10.7'), []);
  });
});

describe('template-function-context', () => {
  const wrong = 'error template-function-context: .';
  it('mends calls on the context', async () => {
    await mends('{{ get . "a" }}', '{{ index . "a" }}', [], wrong);
    await mends('{{ keys . | join "," }}', '{{ keys (toJson . | fromJson) | join "," }}', [], wrong);
    await mends('{{ . | values | join "," }}', '{{ toJson . | fromJson | values | join "," }}', [], wrong);
    await mends('{{ dig "a" "b" "" . }}', '{{ dig "a" "b" "" (toJson . | fromJson) }}', [], wrong);
    await mends('{{ merge (dict "a" "b") $ }}', '{{ merge (dict "a" "b") (toJson $ | fromJson) }}', [], wrong.replace('.', '$'));
  });
  it('warns in a branch, and leaves other maps alone', async () => {
    await says(value('{{ if .x }}{{ pick . "a" }}{{ end }}'), wrong.replace('error', 'warning'));
    await says(value('{{ with fromJson .x }}{{ get . "a" }}{{ end }}'));
    await says(value('{{ toJson . }}{{ index . "a" }}{{ range $k, $v := . }}{{ $k }}{{ end }}{{ len . }}'));
    await says(value('{{ define "x" }}{{ get . "a" }}{{ end }}{{ template "x" (fromJson .a) }}'));
  });
});

describe('template-arguments', () => {
  const wrong = (marked: string) => `error template-arguments: ${marked}`;
  it('counts what is piped', async () => {
    const [told] = await says(value('{{ .a | replace "-" }}'), wrong('replace'));
    assert.equal(
      told?.message,
      '"replace" wants 3 arguments and gets 2, so every sync fails. It is used as {{ replace <old> <new> <text> }}; what is piped into it comes last.',
    );
    await says(value('{{ .a | b64enc .b }}'), wrong('b64enc'));
    await says(value('{{ .a | default "x" | quote | replace "a" "b" }}{{ list | join "," }}{{ now | date "2006" }}'));
  });
  it('sees functions that stand as arguments, and what is no function', async () => {
    await says(value('{{ print b64enc .a }}'), wrong('b64enc'));
    await says(value('{{ .a "x" }}'), wrong('.a'));
    await says(value('{{ "x" .a }}'), wrong('"x"'));
    await says(value('{{ (index . "b") .a }}'), wrong('(index . "b")'));
    await says(value('{{ (now).Format "2006" }}{{ now.Format "2006" }}'));
  });
  it('knows that ESO 2 wants an algorithm for htpasswd, which those before refused', async () => {
    await says(value('{{ htpasswd .a .b }}'), wrong('htpasswd'));
    await says(value('{{ htpasswd .a .b "bcrypt" }}'));
    const judgedBy1 = await tell(value('{{ htpasswd .a .b }}'), '1.3.2');
    assert.deepEqual(judgedBy1, []);
  });
});

describe('a field of a function', () => {
  it('is taken before the function has its arguments', async () => {
    const [told] = await says(value('{{ .a | fromJson.password }}'), 'error template-arguments: fromJson.password');
    assert.match(told?.message ?? '', /Write \(fromJson …\)\.password/);
    await says(value('{{ (.a | fromJson).password }}{{ (fromJson .a).b.c }}'));
    await says(value('{{ now.Year }}'));
  });
});

describe('what other languages have', () => {
  it('is said as Go has it', async () => {
    for (const [text, advice] of [
      ['{{ if .a == "x" }}y{{ end }}', /write eq \.a \.b/],
      ['{{ if .a != "x" }}y{{ end }}', /write eq \.a \.b/],
      ['{{ if !.a }}y{{ end }}', /write not \.a/],
      ['{{ .a || "x" }}', /write or \.a \.b/],
      ['{{ if .a && .b }}y{{ end }}', /write and \.a \.b/],
      ['{{ .a + .b }}', /print \.a \.b/],
      ['{{ .a+.b }}', /print \.a \.b/],
      ['{{ .a ? "x" : "y" }}', /write ternary/],
      ['{{ printf("%s", .a) }}', /without parentheses/],
      ['{{ .a[0] }}', /index \.list 0/],
      ["{{ .a | replace 'ab' `y` }}", /double quotes or in backquotes/],
    ] as const) {
      const told = (await tell(value(text))).filter(({ rule }) => rule === 'template-syntax');
      assert.match(told[0]?.message ?? text, advice);
    }
  });
  it('is mended where a text of one character has single quotes', async () => {
    const wrong = (marked: string) => `error template-argument-type: ${marked}`;
    await mends('{{ .a | replace "/" \'_\' }}', '{{ .a | replace "/" "_" }}', [], wrong("'_'"));
  });
});

describe('template-argument-type', () => {
  const wrong = (marked: string) => `error template-argument-type: ${marked}`;
  it('knows that every key is a text, and how to make something else of it', async () => {
    await mends('{{ trunc .length .text }}', '{{ trunc (atoi .length) .text }}', [], wrong('.length'));
    await mends(
      '{{ range $i := .count | until }}x{{ end }}',
      '{{ range $i := .count | atoi | until }}x{{ end }}',
      [],
      wrong('.count'),
    );
    await mends('{{ .tls | ternary "a" "b" }}', '{{ .tls | eq "true" | ternary "a" "b" }}', [], wrong('.tls'));
    await mends(
      '{{ ternary "a" "b" (index $ "t-l") }}',
      '{{ ternary "a" "b" (eq "true" (index $ "t-l")) }}',
      [],
      wrong('(index $ "t-l")'),
    );
    await mends('{{ get .config "host" }}', '{{ get (fromJson .config) "host" }}', [], wrong('.config'));
  });
  it('knows what is written in the template', async () => {
    await mends('{{ .text | trunc "8" }}', '{{ .text | trunc 8 }}', [], wrong('"8"'));
    await mends('{{ replace 1 "2" .text }}', '{{ replace "1" "2" .text }}', [], wrong('1'));
    const [told] = await says(value('{{ . | b64enc }}'), wrong('.'));
    assert.equal(told?.message, '"b64enc" wants a text and gets ., the map of all keys, so every sync fails.');
  });
  it('compares texts with texts and numbers with numbers', async () => {
    await mends('{{ if eq .port 5432 }}x{{ end }}', '{{ if eq .port "5432" }}x{{ end }}', [], wrong('5432'));
    await mends('{{ if ne .tls true }}x{{ end }}', '{{ if ne .tls "true" }}x{{ end }}', [], wrong('true'));
    await mends('{{ if gt .port 1024 }}x{{ end }}', '{{ if gt (atoi .port) 1024 }}x{{ end }}', [], wrong('.port'));
    const [told] = await says(
      value('{{ if .a }}{{ if lt .port 1024 }}x{{ end }}{{ end }}'),
      'warning template-argument-type: .port',
    );
    assert.equal(
      told?.message,
      '"lt" cannot compare .port, a text like every key, with 1024, a number, so rendering fails when it gets here. Write (atoi .port).',
    );
  });
  it('goes over no text', async () => {
    const [told] = await says(value('{{ range .hosts }}x{{ end }}'), wrong('.hosts'));
    assert.match(
      told?.message ?? '',
      /^"range" wants a list or a map and gets .hosts, a text like every key, so every sync fails\. Make/,
    );
    await says(value('{{ range splitList "," .hosts }}{{ . | trunc 3 }}{{ end }}{{ range $ }}{{ end }}{{ range 3 }}x{{ end }}'));
  });
  it('is silent about what it does not know', async () => {
    await says(
      value(
        '{{ range fromJson .a }}{{ trunc .b "x" }}{{ if eq . 1 }}{{ end }}{{ end }}{{ with .a }}{{ trunc (len .) . }}{{ end }}',
      ),
    );
    await says(
      value(
        '{{ add .a 1 }}{{ .a | int | trunc 3 | quote }}{{ if eq (atoi .a) 1 }}x{{ end }}{{ index (splitList "," .a) 0 }}'.replace(
          '| trunc 3 ',
          '',
        ),
      ),
    );
  });
});

describe('template-double-encoding', () => {
  const hint = 'information template-double-encoding: b64enc';
  it('speaks of a lone encoded key', async () => {
    const [told] = await says(value('{{ .a | b64enc }}'), hint);
    assert.deepEqual(told?.fixed, [value('{{ .a }}')]);
    await says(value('{{ index . "a-b" | b64enc }}'), hint);
  });
  it('is silent where base64 may be wanted', async () => {
    await says(value('Basic {{ .a | b64enc }}'));
    await says(value('{{ printf "%s:%s" .a .b | b64enc }}'));
    await says(value('{{ .a | b64enc }}').replace('        k: ', '        ca.b64: '));
    await says(value('{{ .a | b64enc | b64dec }}'));
  });
});

describe('template-in-helm', () => {
  const helm = (data: string, name = '{{ .Release.Name }}') => value(data, 'password').replace('{name: a}', `\n  name: ${name}`);
  it('lets Helm put the template out', async () => {
    const [told] = await says(helm('x{{ .password }}'), 'warning template-in-helm: {{ .password }}');
    assert.equal(told?.preferred, helm('x{{ `{{ .password }}` }}'));
    await says(told?.preferred ?? '');
  });
  it('is silent where it may be for Helm, or is escaped in another way', async () => {
    await says(helm('x{{ .password }}', 'a'));
    await says(helm('x{{ .other }}'));
    await says(helm('x{{ .password | quote }}'));
    await says(helm('x{{ "{{ .password }}" }}'));
    await says(helm('x{{ "{{" }} .password {{ "}}" }}'));
    await says(`{{- range .Values.secrets }}\n${helm('x{{ .password }}')}`);
    await says(`${helm('x{{ .password }}')}{{- end }}\n`);
  });
});

describe('unused-secret-key with the parser', () => {
  const text = (template: string, ...keys: readonly string[]) =>
    value(template, ...keys).replace('      mergePolicy: Merge\n', '');
  it('is not misled by words outside of actions', async () => {
    await says(text('password={{ .pw }}', 'pw', 'password'), 'warning unused-secret-key: password');
    await says(text('{{ index . "pw" }}', 'pw', 'user'), 'warning unused-secret-key: user');
  });
  it('leaves a misspelt key to the rule that knows it', async () => {
    await says(text('{{ .pasword }}', 'password'), 'error template-unknown-key: .pasword');
    await says(text('{{ .tls.crt }}', 'tls.crt'), 'error template-unknown-key: .tls.crt');
    await says(text('{{ .a-b }}', 'a-b'), 'error template-syntax: .a-b');
  });
  it('is silent where any key may be looked up', async () => {
    await says(text('{{ index . (printf "%s" .a) }}', 'a', 'b'));
    await says(text('{{ with . }}{{ .a }}{{ end }}', 'a', 'b'));
  });
});
