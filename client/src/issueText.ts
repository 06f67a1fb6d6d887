import type { ReportFacts } from '../../server/src/protocol.ts';

/** What is told of the editor. */
export interface IssueEnvironment {
  readonly extension: string;
  readonly vscode: string;
  /** `desktop`, `server-distro`, `web` … */
  readonly appHost: string;
  /** What kind of remote it is, `ssh-remote`; never which. */
  readonly remote: string | undefined;
  readonly platform: string;
  readonly language: string;
  readonly trusted: boolean;
  readonly folders: number;
  readonly server: string;
  /** The setting, as it was typed. */
  readonly operatorVersion: string;
  /** Which of our settings differ from their defaults. */
  readonly changedSettings: readonly string[];
}

/**
 * What goes into a report of an issue, as Markdown: versions, counts, ids and codes. It has nothing that anybody has named: no host,
 * account, key, store, path or line of a log.
 */
export function issueText(environment: IssueEnvironment, facts: ReportFacts | undefined): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Extension', environment.extension],
    ['VS Code', `${environment.vscode} (${word(environment.appHost)}${remoteOf(environment)})`],
    ['Platform', `${word(environment.platform)}, ${word(environment.language)}`],
    ['Workspace', `${environment.trusted ? 'trusted' : 'not trusted'}, folders: ${environment.folders}`],
    ['Language server', word(environment.server)],
    ['ESO version set', versionOf(environment.operatorVersion)],
    ['Settings changed', environment.changedSettings.join(', ') || 'none'],
    ...(facts === undefined ? [] : factRows(facts)),
  ];
  return rows.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}

function factRows({ cluster, files, manifests, stores }: ReportFacts): readonly (readonly [string, string])[] {
  const kinds = Object.entries(manifests).map(([kind, count]) => `${kind} ${count}`);
  const backEnds = stores.map(({ count, problem, provider, state }) =>
    [`${provider} ${count}:`, state, ...(problem === undefined ? [] : [`(${problem})`])].join(' '),
  );
  const { failing, operatorVersion, state } = cluster;
  return [
    ['Manifests', `${kinds.join(', ') || 'none'}; files: ${files}`],
    ['Back ends', backEnds.join('; ') || 'none'],
    ['Cluster', `${state}${operatorVersion === undefined ? '' : `, ESO ${operatorVersion}`}, ${failing} not ready`],
  ];
}

function remoteOf({ remote }: IssueEnvironment): string {
  // A name with more than the kind in it is told as no more than that there is one.
  return remote === undefined ? '' : `, remote: ${/^[a-z]+(?:-(?:remote|container))?$/.test(remote) ? remote : 'yes'}`;
}

/** A setting may hold anything. */
function versionOf(text: string): string {
  const version = text.trim();
  if (version === '') return 'the newest known';
  return /^(?:auto|v?\d+(?:\.\d+){0,2})$/.test(version) ? version : 'something else';
}

function word(text: string): string {
  return /^[\w .-]{1,40}$/.test(text) ? text : 'unknown';
}
