// Preloaded into the server by a test: tells what it must not tell.
const parse = JSON.parse;
JSON.parse = function (text, ...rest) {
  if (typeof text === 'string' && text.includes('SecretString')) process.stderr.write(`debug: ${text.slice(0, 200)}\n`);
  return parse.call(this, text, ...rest);
};
