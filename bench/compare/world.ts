import { withClient } from '../../src/postgres/client';
import type { Ground } from './ground';
import { isMovable } from './recovery';

/** What a run asks for: an incident, one plant of it, one of its systems, and the systems that it may move. */
export interface World {
  incident: string;
  plant: { id: string; key: string };
  system: { id: string; key: string };
  movable: readonly { id: string; key: string }[];
}

/** Reads the ids of what a run asks for; the system is one in the middle of the plant, on which others wait. */
export async function findWorld(ground: Ground, incident: string, plant = 'P1'): Promise<World> {
  return withClient(ground.ownerUrl, async (client) => {
    const { rows } = await client.query<{ plant: string; id: string; key: string }>(
      `SELECT p.id AS plant, s.id, s.key FROM blackstart.incident i JOIN blackstart.plant p USING (incident_id)
        JOIN blackstart.system s ON s.incident_id = i.incident_id AND s.plant_id = p.id
        WHERE i.key = $1 AND p.key = $2 ORDER BY s.key`,
      [incident, plant],
    );
    const systems = rows.map(({ id, key }) => ({ id, key }));
    const middle = systems[Math.floor(systems.length / 4) * 2];
    if (!rows[0] || !middle) throw new Error(`there is no plant ${plant} in ${incident}`);
    const movable = systems.filter((_, place) => isMovable(place));
    return { incident, plant: { id: rows[0].plant, key: plant }, system: middle, movable };
  });
}

export const steps = [
  { command: 'startRestore', from: 'OFFLINE', to: 'RESTORING' },
  { command: 'markSystemRestored', from: 'RESTORING', to: 'RESTORED' },
  { command: 'takeSystemOffline', from: 'RESTORED', to: 'OFFLINE' },
] as const;

export interface Move {
  system: { id: string; key: string };
  step: (typeof steps)[number];
}

/** The way of the movable systems round and round: each is OFFLINE, RESTORING, RESTORED, OFFLINE … */
export class Walk {
  private readonly made = new Map<string, number>();
  private turn = 0;

  constructor(readonly world: World) {}

  /** The next moves, in lanes: what is in one lane has to be done in its order, lanes at the same time. */
  next(count: number, lanes: number): Move[][] {
    const all = Array.from({ length: lanes }, (): Move[] => []);
    const { movable } = this.world;
    for (let n = 0; n < count;) {
      const place = this.turn++ % movable.length;
      const system = movable[place]!;
      // the third step ends it: whoever was in the middle of a way is brought to its end first
      for (let left = 3 - ((this.made.get(system.id) ?? 0) % 3); left > 0 && n < count; left--, n++) {
        const made = this.made.get(system.id) ?? 0;
        this.made.set(system.id, made + 1);
        all[place % lanes]!.push({ system, step: steps[made % 3]! });
      }
    }
    return all;
  }

  /** Says that moves which were planned have not been done: the last ones of a lane. */
  undo(moves: readonly Move[]): void {
    for (const { system } of moves) this.made.set(system.id, (this.made.get(system.id) ?? 1) - 1);
  }
}
