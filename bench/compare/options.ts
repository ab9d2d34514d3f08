/** What one run of the comparison measures, and how long. */
export interface Options {
  /** W1 to W7, and REPLAY. */
  workloads: readonly string[];
  rounds: number;
  systems: number;
  /** Milliseconds that one figure is measured in one round. */
  cell: number;
  /** The sizes of W7. */
  sizes: readonly number[];
  sockets: number;
  idleSockets: number;
  servers: readonly ServerName[];
  /** Where each server leaves a V8 profile, if anywhere. */
  profiles: string | null;
  quick: boolean;
  /** Whether no workload, server or size was left out: then the results are written down. */
  isWhole: boolean;
}

export const serverNames = ['blackstart', 'postgraphile', 'mercurius', 'usual', 'statement', 'bytes'] as const;
export type ServerName = (typeof serverNames)[number];

export const workloadNames = ['W1', 'W2', 'W3', 'W4', 'REPLAY', 'W5', 'W6', 'W7'];

const usage = `npm run bench -- [${workloadNames.join(' ')}] [--rounds N] [--systems N] [--cell MS] [--sockets N]
  [--servers ${serverNames.join(',')}] [--profiles FOLDER] [--quick]`;

/** Reads the words of a command line; throws how it is used when they are not understood. */
export function readOptions(words: readonly string[]): Options {
  const named = new Map<string, string>();
  const workloads: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--quick') named.set('quick', 'yes');
    else if (word.startsWith('--')) named.set(word.slice(2), left.shift() ?? '');
    else workloads.push(word.toUpperCase());
  }
  if (workloads.some((name) => !workloadNames.includes(name))) throw new Error(usage);
  const quick = named.has('quick');
  const number = (name: string, usual: number): number => {
    const given = Number(named.get(name) ?? usual);
    if (!Number.isInteger(given) || given <= 0) throw new Error(usage);
    return given;
  };
  return {
    workloads: workloads.length > 0 ? workloads : workloadNames,
    rounds: number('rounds', quick ? 2 : 5),
    systems: number('systems', 10_000),
    cell: number('cell', quick ? 500 : 800),
    sizes: quick ? [1000, 10_000] : [1000, 10_000, 100_000],
    sockets: number('sockets', quick ? 500 : 1000),
    idleSockets: quick ? 1000 : 5000,
    servers: serversOf(named.get('servers')),
    profiles: named.get('profiles') ?? null,
    quick,
    isWhole: workloads.length === 0 && !quick && !named.has('servers'),
  };
}

function serversOf(list: string | undefined): ServerName[] {
  if (list === undefined) return [...serverNames];
  const wanted = list.split(',');
  if (wanted.some((name) => !serverNames.some((known) => known === name))) throw new Error(usage);
  return serverNames.filter((name) => wanted.includes(name));
}
