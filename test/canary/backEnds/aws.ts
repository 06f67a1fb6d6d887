import { request } from 'node:http';
import { seedParameters } from '../../support/aws/parameters.ts';
import { seedSecrets } from '../../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../../support/aws/server.ts';
import { startScriptedHttp } from '../../support/scriptedHttp.ts';
import { type CanaryBackEnd, faultOf, type Plant } from './backEnd.ts';

let started: Promise<AwsServer> | undefined;

function serverOf(plant: Plant): Promise<AwsServer> {
  started ??= startAwsServer({
    parameters: seedParameters(() => plant()),
    seed: [
      ...seedSecrets(() => plant()),
      { region: 'us-east-1', name: 'prod/myapp/half-json', text: `{"password": "${plant()}", broken` },
      { region: 'us-east-1', name: 'prod/myapp/bytes', binary: Buffer.from(plant()) },
    ],
  });
  return started;
}

/** A server before the vault that passes everything on, and that can be told to answer for it. */
async function start(
  plant: Plant,
  service: string,
  variable: string,
  name: string,
  keys: readonly string[],
  proofs: readonly string[],
) {
  const { port } = await serverOf(plant);
  const front = await startScriptedHttp(({ method, url, headers, body }) => (response) => {
    const passed = request({ port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.end(body);
  });
  const env = { [variable]: front.url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const config = { service, region: 'us-east-1' };
  return { store: { name, provider: 'aws', config, keys, env, proofs }, fault: faultOf(front) };
}

/** AWS Secrets Manager: JSON, half of it, text and bytes. */
export const secretsManagerCanary: CanaryBackEnd = {
  id: 'aws',
  title: 'AWS Secrets Manager',
  start: (plant) =>
    start(
      plant,
      'SecretsManager',
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
      'aws',
      ['database', 'config', 'tls', 'api-key', 'half-json', 'bytes'].map((key) => `prod/myapp/${key}`),
      ['username'],
    ),
};

/** AWS Parameter Store, whose history holds the values of all versions. */
export const parameterStoreCanary: CanaryBackEnd = {
  id: 'aws',
  title: 'AWS Parameter Store',
  start: (plant) =>
    start(
      plant,
      'ParameterStore',
      'AWS_ENDPOINT_URL_SSM',
      'ssm',
      ['/prod/myapp/database', '/prod/myapp/api-key', '/prod/myapp/hosts', '/prod/myapp/half-json', 'plain-name'],
      ['username', 'stable'],
    ),
};
