import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import type { TemplateEngine } from './engine.ts';

/** Fetched keys by name. */
export type Keys = Readonly<Record<string, string | Buffer>>;

/** The keys that the examples of `functionDocs` are rendered with. */
export function keys(engine: TemplateEngine): Keys {
  const [leaf = '', key = '', authority = ''] = made(
    engine,
    '{{ $ca := genCA "internal" 365 }}{{ $c := genSignedCert "db" nil (list "db.internal") 365 $ca }}{{ list $c.Cert $c.Key $ca.Cert | join "=====\\n" }}',
  );
  return {
    a: '{"x": [1]}',
    alphabet: 'aaa',
    authorities: authority,
    b: '{ "x" : [ 1 ] }',
    bundle: `${key}${leaf}`,
    certificate: leaf,
    chain: leaf,
    code: 'aB',
    comment: 'a < b & "c"',
    config: '{"host": "db", "db": {"host": "deep"}, "debug": true}',
    defaults: '{"host": "localhost"}',
    description: 'The database of the application',
    domain: 'db.example.com',
    encrypted: '',
    endpoint: 'db:5432',
    engine: 'postgresql',
    expires: '2030-01-02',
    factor: '1.5',
    file: 'backup.tar.gz',
    first: 'x',
    host: 'db.internal',
    hosts: 'b,a,b',
    issued: '2020-01-02',
    jwk: JSON.stringify(rsa().privateKey.export({ format: 'jwk' })),
    key,
    master: 'correct horse',
    name: 'http_server',
    notice: `${'x'.repeat(60)} ${'y'.repeat(20)}`,
    password: ' p"ä<\n',
    path: '/a/b//c.txt',
    port: '5432',
    ratio: '0.25',
    region: 'eu-west',
    roles: 'admin,guest',
    second: 'y',
    seed: 'MFRGG===',
    size: '42',
    tag: 'v1.2',
    text: 'a1$ b22',
    tls: 'true',
    token: 'abcd efgh\tij',
    url: 'https://user:pw@db.example.com/x?a=b&c',
    userinfo: 'app:a:b',
    username: 'App@db',
    version: '15.2.1',
  };
}

/** What single examples are rendered with instead, by the name of the function. */
export function own(engine: TemplateEngine, { certificate, key, master, password }: Keys): Readonly<Record<string, Keys>> {
  const data = { certificate, key, master, password } as Keys;
  const render = (template: string) => engine.render([{ template, data }])[0];
  const base64 = (template: string) => {
    const answer = render(template);
    return Buffer.from(answer !== undefined && 'output' in answer ? answer.output : '', 'base64');
  };
  const plain = base64('{{ pemToPkcs12 .certificate .key }}');
  const locked = base64('{{ pemToPkcs12Pass .certificate .key .password }}');
  const { privateKey, publicKey } = rsa();
  return {
    b64dec: { certificate: 'YWJj' },
    decryptAES: { encrypted: base64('{{ .password | encryptAES .key | b64enc }}').toString() },
    fail: { password: '' },
    jwkPublicKeyPem: { jwk: JSON.stringify(publicKey.export({ format: 'jwk' })) },
    pkcs12cert: { archive: plain },
    pkcs12certPass: { archive: locked },
    pkcs12key: { archive: plain },
    pkcs12keyPass: { archive: locked },
    rsaDecrypt: {
      encrypted: publicEncrypt(
        { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
        Buffer.from('abc'),
      ),
      privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    },
    values: { config: '{"host": "db"}' },
    wrapWith: { key: 'x'.repeat(70) },
  };
}

function made(engine: TemplateEngine, template: string): readonly string[] {
  const [answer] = engine.render([{ template }]);
  return answer !== undefined && 'output' in answer ? answer.output.split('=====\n') : [];
}

function rsa() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
