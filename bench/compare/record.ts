import { AsyncLocalStorage } from 'node:async_hooks';
import { Client, type QueryConfig } from 'pg';
import { viewerHere } from '../../src/cli/visit';
import type { Config } from '../../src/config';
import { openHouse } from '../../src/house';
import { openJournal } from '../../src/journal';
import type { CommandContext, Outcome } from '../../src/log/ledger';
import { takeSystemOffline } from '../../src/systems/online.commands';
import type { Statement } from '../../src/postgres/trip';
import { markSystemRestored, startRestore } from '../../src/systems/restore.commands';
import type { Recorded } from '../load/replay.load';
import type { Move } from './world';

const commands = { startRestore, markSystemRestored, takeSystemOffline };

interface Recording {
  trips: Recorded;
  isOver: boolean;
}

/**
 * What commands send to Postgres, round trip by round trip, with all values. The client of `pg` is listened to while they run;
 * what a process asks beside its commands, such as polls, is left out.
 */
export async function recordCommands(config: Config, incident: string, moves: readonly Move[]): Promise<Recorded[]> {
  const running = new AsyncLocalStorage<Recording>();
  const stop = listenTo(running);
  const house = await openHouse(config, openJournal(config));
  try {
    const context = { ledger: house.ledger, actor: viewerHere(house, config) };
    const recorded: Recorded[] = [];
    for (const move of moves) {
      const recording: Recording = { trips: [], isOver: false };
      await running.run(recording, () => give(context, incident, move));
      recording.isOver = true;
      recorded.push(recording.trips);
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

type Query = (this: Client, what: string | QueryConfig | Sent, values?: unknown[], ...rest: unknown[]) => unknown;

/** What goes to Postgres as one, and who is told of its answer. */
interface Sent {
  statements: readonly Statement[];
  callback: (...told: unknown[]) => void;
}

function listenTo(running: AsyncLocalStorage<Recording>): () => void {
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (what, values, ...rest) {
    const recording = running.getStore();
    if (recording && !recording.isOver) note(recording, what, values);
    return query.call(this, what, values, ...rest);
  };
  return () => (prototype.query = query);
}

function note(recording: Recording, what: string | QueryConfig | Sent, values: unknown[] | undefined): void {
  const { trips } = recording;
  if (typeof what === 'string') trips.push([{ name: '', text: what, values }]);
  else if ('statements' in what) trips.push(what.statements.map(timeless));
  else trips.push([{ name: what.name ?? '', text: what.text, values: what.values }]);
}

/** A statement that is refused a second after it was made, as one that is not. */
function timeless(statement: Statement): Statement {
  if (statement.name !== 'move-head-in-time') return statement;
  return { ...statement, values: [...(statement.values ?? []).slice(0, -1), 'infinity'] };
}
