import { AsyncLocalStorage } from 'node:async_hooks';
import { Client, type QueryConfig } from 'pg';
import { viewerHere } from '../../src/cli/visit';
import type { Config } from '../../src/config';
import { openHouse } from '../../src/house';
import { openJournal } from '../../src/journal';
import type { CommandContext, Outcome } from '../../src/log/ledger';
import { takeSystemOffline } from '../../src/systems/online.commands';
import { markSystemRestored, startRestore } from '../../src/systems/restore.commands';
import type { Recorded } from '../load/replay.load';
import type { Move } from './world';

const commands = { startRestore, markSystemRestored, takeSystemOffline };

interface Recording {
  statements: Recorded[];
  answered: number;
  isOver: boolean;
}

/**
 * What commands send to Postgres, statement by statement with its values, and how many answers each one waited for. The client
 * of `pg` is listened to while they run; what a process asks beside its commands, such as polls, is left out.
 */
export async function recordCommands(config: Config, incident: string, moves: readonly Move[]): Promise<Recorded[][]> {
  const running = new AsyncLocalStorage<Recording>();
  const stop = listenTo(running);
  const house = await openHouse(config, openJournal(config));
  try {
    const context = { ledger: house.ledger, actor: viewerHere(house, config) };
    const recorded: Recorded[][] = [];
    for (const move of moves) {
      const recording: Recording = { statements: [], answered: 0, isOver: false };
      await running.run(recording, () => give(context, incident, move));
      recording.isOver = true;
      recorded.push(recording.statements);
    }
    return recorded;
  } finally {
    stop();
    await house.close();
  }
}

async function give(context: CommandContext, incident: string, { system, step }: Move): Promise<void> {
  const input = { incident, system: system.key, reason: 'again' };
  const { refusals }: Outcome = await commands[step.command](context, input);
  if (refusals[0]) throw new Error(refusals[0].message);
}

type Query = (this: Client, what: string | QueryConfig, values?: unknown[], ...rest: unknown[]) => unknown;

function listenTo(running: AsyncLocalStorage<Recording>): () => void {
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (what, values, ...rest) {
    const answer = query.call(this, what, values, ...rest);
    const recording = running.getStore();
    if (!recording || recording.isOver || !(answer instanceof Promise)) return answer;
    const { name, text, values: own } = typeof what === 'string' ? { text: what, name: undefined, values } : what;
    recording.statements.push({ text, ...(name !== undefined && { name }), values: own, waits: recording.answered });
    return answer.finally(() => recording.answered++);
  };
  return () => (prototype.query = query);
}
