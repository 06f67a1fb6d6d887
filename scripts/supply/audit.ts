// npm run audit: known vulnerabilities of what is bundled. Exits with 1 for one that is not argued away below, with 2 where the
// registry does not answer.
import { projectRoot } from '../setup/cache.ts';
import { execute } from '../setup/execute.ts';

/** A vulnerability as npm tells it. */
interface Advisory {
  readonly url: string;
  readonly title: string;
  readonly name: string;
  readonly severity: string;
}

/** Advisories that do not reach our users: the address, and why not. One that npm no longer tells has to go. */
const exceptions: Readonly<Record<string, string>> = {};

/** What of an answer of `npm audit --json` is to be told, and which exceptions are no longer needed. */
export function judgeAudit(
  answer: unknown,
  argued: Readonly<Record<string, string>>,
): { readonly found: readonly Advisory[]; readonly stale: readonly string[] } | undefined {
  const { vulnerabilities } = (answer ?? {}) as {
    readonly vulnerabilities?: Record<string, { readonly via?: readonly unknown[] }>;
  };
  if (vulnerabilities === undefined) return undefined;
  // A package that is affected only through another one names that by a text alone.
  const all = Object.values(vulnerabilities).flatMap(
    ({ via = [] }) => via.filter((one) => typeof one === 'object') as Advisory[],
  );
  const byAddress = new Map(all.map((one) => [one.url, one]));
  return {
    found: [...byAddress.values()].filter(({ url }) => !Object.hasOwn(argued, url)),
    stale: Object.keys(argued).filter((url) => !byAddress.has(url)),
  };
}

if (import.meta.main) {
  const { output } = await execute('npm', ['audit', '--omit=dev', '--json', '--loglevel=silent'], { cwd: projectRoot });
  const judged = judgeAudit(output.trimStart().startsWith('{') ? JSON.parse(output) : undefined, exceptions);
  if (judged === undefined) {
    console.error(`The registry in use does not answer audits.\n${output.trim().slice(0, 500)}`);
    process.exitCode = 2;
  } else {
    for (const { severity, name, title, url } of judged.found) console.error(`${severity}: ${name}: ${title} (${url})`);
    for (const url of judged.stale) console.error(`This exception is no longer needed: ${url}`);
    process.exitCode = judged.found.length + judged.stale.length > 0 ? 1 : 0;
  }
}
