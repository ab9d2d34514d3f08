import { withClient } from '../../src/postgres/client';
import { eventually } from './eventually';
import type { Works } from './albion';

/** Within what time the log must tell what the clock has ended. */
const tellsWithinMs = 5000;

/** Moves the clock of a test's database forward, as its owner alone may. */
export async function moveClock(ownerUrl: string, minutes: number): Promise<void> {
  const text = 'UPDATE blackstart.clock SET offset_ms = offset_ms + $1';
  await withClient(ownerUrl, (client) => client.query(text, [Math.round(minutes * 60_000)]));
}

/** Moves it to the beginning of the five minutes that share a planning time, so that none begins soon after. */
export async function beginPlanningTime(ownerUrl: string): Promise<void> {
  const slot = 5 * 60_000;
  const text = `UPDATE blackstart.clock SET offset_ms = offset_ms + $1 - mod(floor(extract(epoch FROM blackstart.now()) * 1000)::bigint, $1)`;
  await withClient(ownerUrl, (client) => client.query(text, [slot]));
}

/** The events of a type, once there are `count`; fails when the log does not tell them in time. */
export function toldInTime(works: Works, type: string, count: number): Promise<any[]> {
  return eventually(
    async () => {
      const events = await toldOf(works, type);
      return events.length >= count ? events : undefined;
    },
    `${count} events ${type}`,
    tellsWithinMs,
  );
}

/** The events of a type in the log, oldest first. */
export async function toldOf(works: Works, type: string): Promise<any[]> {
  const fields = 'position type actor { handle } system { key }';
  const { events } = await works.ask(`events(first: 500, filter: { types: [${type}] }) { nodes { ${fields} } }`);
  return events.nodes;
}
