import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { envNames } from '../../../server/src/features/convert/envNames.ts';

const names = (text: string) => {
  const found = envNames(text);
  assert.ok('names' in found, JSON.stringify(found));
  return found.names;
};

describe('the names in a .env file', () => {
  it('are those that Node reads too', () => {
    const texts = [
      'A=1\nB=2',
      'export A=1\n  export   B = two words\n',
      '# comment\n\nA=1 # comment\n   # indented\nB="x # y"\n',
      'A="first\nsecond=no name\nthird"\nB=\'single\nC=no\'\nD=4\n',
      'A=\nB=""\nC=\'\'\n',
      'A="with \'single\' inside"\nB=`back "tick" \'s`\n',
      'A=it\'s fine\nB="a" and "b"\n',
      'A_1=x\nlower.case=y\n',
      'URL=postgres://u:p@h:5432/d?x=y&z=1\nQ=a==\n',
      'A="-----BEGIN KEY-----\nabc123==\nDEF=\n-----END KEY-----"\nB=1\n',
    ];
    for (const text of texts) assert.deepEqual([...names(text)].sort(), Object.keys(parseEnv(text)).sort(), text);
  });

  it('are the same with a byte order mark and whatever line ends', () => {
    assert.deepEqual(names('\ufeffA=1\r\nB="x\r\ny"\r\n\r\n# c\r\nC=3'), ['A', 'B', 'C']);
    assert.deepEqual(names('A=1\rB=2\r'), ['A', 'B']);
  });

  it('come once each, where they first stand', () => {
    assert.deepEqual(names('B=1\nA=2\nB=3\n'), ['B', 'A']);
  });

  it('may stand before a colon, as dotenv has it', () => {
    assert.deepEqual(names('A: 1\nB=x:y\n'), ['A', 'B']);
  });

  it('never are a piece of a value of several lines without quotes', () => {
    const key = 'KEY=-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabcDEF123==\n-----END PRIVATE KEY-----\n';
    assert.deepEqual(envNames(`A=1\n${key}`), { problem: 'no-assignment', line: 3 });
    assert.deepEqual(envNames('A=MIIEpAIBAAKCAQEA\nabcDEF123==\nB=1\n'), { problem: 'no-assignment', line: 2 });
    assert.deepEqual(envNames('A=1\nKEY="begin\nabc=\n'), { problem: 'open-quote', line: 2 });
    assert.deepEqual(envNames('KEY="begin \\"x\\"\nabc=def\n'), { problem: 'open-quote', line: 1 });
    assert.deepEqual(envNames('KEY="a" "begin\nabc=def"\n'), { problem: 'open-quote', line: 1 });
    assert.deepEqual(envNames('A=1\nB\n'), { problem: 'no-assignment', line: 2 });
  });

  it('leave out what SOPS adds', () => {
    const found = envNames('A=ENC[AES256_GCM,data:x]\nsops_version=3.9.0\nsops_mac=ENC[x]\n');
    assert.deepEqual(found, { names: ['A'], isEncrypted: true });
  });

  it('are read from any text without an end', () => {
    for (const text of ['', '\n\n', '=', "'", 'A="', 'A="\\', 'export', 'export A', '\0', 'A=`\n', ' \n\t\n'])
      assert.ok(envNames(text) !== undefined, JSON.stringify(text));
    const long = `A="${'\\"'.repeat(20_000)}`;
    assert.deepEqual(envNames(long), { problem: 'open-quote', line: 1 });
    assert.deepEqual(envNames(`${long}x`), { problem: 'open-quote', line: 1 });
  });
});
