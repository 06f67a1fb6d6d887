import { cryptoFunctions } from './functions/crypto.ts';
import { dataFunctions } from './functions/data.ts';
import type { FunctionEntry } from './functions/entry.ts';
import { textFunctions } from './functions/text.ts';

/** A parameter of a template function. */
export interface TemplateParameter {
  readonly name: string;
  /** Whether none or more of it may be given. */
  readonly repeated: boolean;
  readonly wants: WantedType;
}

/**
 * What Go lets a parameter be: a `string`, an `int`, a `bool`, a `map[string]interface{}` (which ESO's context is not), or whatever the
 * function itself makes something of.
 */
export type WantedType = 'text' | 'integer' | 'boolean' | 'dict' | 'any';

/** A function that templates of ESO may call. */
export interface TemplateFunction {
  readonly name: string;
  readonly parameters: readonly TemplateParameter[];
  /** How many arguments there must be, the piped one counted. */
  readonly least: number;
  readonly most: number;
  /** Whose it is: of Go's templates, of the library Sprig, or of ESO. */
  readonly origin: 'Go' | 'Sprig' | 'ESO';
}

const functionsOfGo = new Set('and call eq ge gt html index js le len lt ne not or print printf println urlquery'.split(' '));

const functionsOfEso = new Set(
  'certSANs filterCertChain filterPEM fromYaml fullPemToPkcs12 fullPemToPkcs12Pass hexdec jwkPrivateKeyPem jwkPublicKeyPem pemToPkcs12 pemToPkcs12Pass pemTruststoreToPKCS12 pemTruststoreToPKCS12Pass pkcs12cert pkcs12certPass pkcs12key pkcs12keyPass rsaDecrypt toYaml'.split(
    ' ',
  ),
);

/** What Sprig's and ESO's functions want, by the name that a parameter has here. What is in none of these may be anything. */
const namesByType: readonly (readonly [WantedType, ReadonlySet<string>])[] = [
  [
    'text',
    new Set(
      'certificate certificates characters constraint duration hash jwk key kind layout many message name new old one part password path pem pkcs12 prefix privateKey regexp replacement scheme separator site suffix text type url user version zone'.split(
        ' ',
      ),
    ),
  ],
  [
    'integer',
    new Set('columns count counter days decimals end integer length max min offset size spaces start step stop'.split(' ')),
  ],
  ['boolean', new Set(['condition'])],
  ['dict', new Set(['dict'])],
];

/** ESO 2.9, template engine v2: Go's own functions, Sprig's without those that look at the machine, and ESO's. */
export const templateFunctions: ReadonlyMap<string, TemplateFunction> = new Map(
  [...textFunctions, ...dataFunctions, ...cryptoFunctions].map((entry) => [entry[0], describe(entry)]),
);

/** What became of the functions of engine v1: their names in v2; the empty text where the function is simply left out. */
export const engineV1Functions: ReadonlyMap<string, string> = new Map([
  ['base64decode', 'b64dec'],
  ['base64encode', 'b64enc'],
  ['fromJSON', 'fromJson'],
  ['toJSON', 'toJson'],
  ['toBytes', ''],
  ['pemPrivateKey', ''],
  ['pemCertificate', ''],
]);

/** The parameter that the n-th of `count` arguments is for; undefined where it is one too many. */
export function parameterOf({ parameters }: TemplateFunction, n: number, count: number): TemplateParameter | undefined {
  const repeated = parameters.findIndex((parameter) => parameter.repeated);
  if (repeated < 0 || n < repeated) return parameters[n];
  const behind = parameters.length - repeated - 1;
  return n >= count - behind ? parameters[parameters.length - (count - n)] : parameters[repeated];
}

/** `replace old new text`: how a function is called. */
export function signatureOf({ name, parameters }: TemplateFunction): string {
  return [name, ...parameters.map(parameterText)].join(' ');
}

/** A parameter as the signature has it: `value…` where none or more may be given. */
export function parameterText({ name, repeated }: TemplateParameter): string {
  return repeated ? `${name}…` : name;
}

function originOf(name: string): TemplateFunction['origin'] {
  if (functionsOfGo.has(name)) return 'Go';
  return functionsOfEso.has(name) ? 'ESO' : 'Sprig';
}

function wantedBy(origin: TemplateFunction['origin'], parameter: string): WantedType {
  const [type] = namesByType.find(([, names]) => names.has(parameter)) ?? [];
  return origin === 'Go' || type === undefined ? 'any' : type;
}

function describe([name, written]: FunctionEntry): TemplateFunction {
  const origin = originOf(name);
  const parameters = written
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => {
      const plain = each.replace('…', '');
      return { name: plain, repeated: plain !== each, wants: wantedBy(origin, plain) };
    });
  const least = parameters.filter(({ repeated }) => !repeated).length;
  const most = least === parameters.length ? least : Number.POSITIVE_INFINITY;
  return { name, parameters, least, most, origin };
}
