import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { peerVersion } from '../peer';
import type { Options } from './options';
import { newerNode, raisedLimits } from './processes';

const gibibyte = 2 ** 30;

/** Where and with what a run was measured. */
export function machineText(options: Options, load: readonly number[], postgres: string): string {
  const all = cpus();
  const newer = execFileSync(newerNode(), ['--version'], { encoding: 'utf8' }).trim();
  const peers = ['postgraphile', 'mercurius', '@apollo/server', 'type-graphql', 'typeorm', 'dataloader'];
  const limits = Object.entries(raisedLimits).map(([name, value]) => `\`${name}=${value}\``);
  return [
    `- ${all.length} × ${all[0]?.model ?? 'processor'}, ${Math.round(totalmem() / gibibyte)} GiB, ${process.platform} ${process.arch};`,
    `  load average before it began ${load.map((one) => one.toFixed(2)).join(', ')}`,
    `- Node ${process.version} (PostGraphile: ${newer}), PostgreSQL ${postgres}`,
    `- ${peers.map((name) => `${name} ${peerVersion(name)}`).join(', ')}`,
    `- ${options.systems} systems, ${options.systems * 3} dependencies, 20 plants; ${options.rounds} rounds`,
    `- limits of Blackstart that were raised, all others as shipped: ${limits.join(', ')}`,
  ].join('\n');
}
