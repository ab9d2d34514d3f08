import { randomUUID } from 'node:crypto';
import type { Actor, Grant } from '../../src/domain/world';
import { type Queryable, toldChange } from './forged-access';
import type { TestHouse } from './house';

type Part = { role: Grant['role']; atPlant?: true };

const cast = {
  erik: { kind: 'HUMAN', parts: [{ role: 'ENGINEER' }] },
  nora: { kind: 'HUMAN', parts: [{ role: 'ENGINEER' }] },
  petra: { kind: 'HUMAN', parts: [{ role: 'ENGINEER', atPlant: true }] },
  vera: { kind: 'HUMAN', parts: [{ role: 'VERIFIER' }] },
  vito: { kind: 'HUMAN', parts: [{ role: 'VERIFIER', atPlant: true }] },
  cora: { kind: 'HUMAN', parts: [{ role: 'COMMANDER' }] },
  carl: { kind: 'HUMAN', parts: [{ role: 'COMMANDER' }] },
  pia: { kind: 'HUMAN', parts: [{ role: 'COMMANDER', atPlant: true }] },
  max: { kind: 'HUMAN', parts: [{ role: 'ENGINEER' }, { role: 'VERIFIER' }, { role: 'COMMANDER' }] },
  robot: { kind: 'SERVICE', parts: [{ role: 'ENGINEER' }, { role: 'VERIFIER' }, { role: 'COMMANDER' }] },
  olga: { kind: 'HUMAN', parts: [{ role: 'OBSERVER' }] },
} as const satisfies Record<string, { kind: Actor['kind']; parts: readonly Part[] }>;

export type Name = keyof typeof cast;
export type Actors = Record<Name, Actor>;
export const names = Object.keys(cast) as Name[];

/** The people of a recovery, known to the database; petra, vito and pia may work at the given plant of one incident only. */
export async function castOf(house: TestHouse, incidentId: string, plantId: string): Promise<Actors> {
  const actors = names.map((name): [Name, Actor] => {
    const parts: readonly Part[] = cast[name].parts;
    const grants = parts.map(({ role, atPlant }) => ({
      role,
      incidentId: atPlant ? incidentId : null,
      plantId: atPlant ? plantId : null,
    }));
    return [name, { id: randomUUID(), kind: cast[name].kind, grants }];
  });
  await store(
    house,
    actors.map(([name, actor]) => ({ ...actor, handle: `${name}-${incidentId}` })),
  );
  await house.directory.reload();
  return Object.fromEntries(actors) as Actors;
}

const commanders = new WeakMap<TestHouse, Promise<Actor>>();

/** The commander of a house for all incidents, to declare them. */
export function commanderOf(house: TestHouse): Promise<Actor> {
  const commander = commanders.get(house) ?? newCommander(house);
  commanders.set(house, commander);
  return commander;
}

async function newCommander(house: TestHouse): Promise<Actor> {
  const id = randomUUID();
  const actor: Actor = { id, kind: 'HUMAN', grants: [{ role: 'COMMANDER', incidentId: null, plantId: null }] };
  await store(house, [{ ...actor, handle: id }]);
  return actor;
}

async function store({ sql }: TestHouse, people: readonly (Actor & { handle: string })[]): Promise<void> {
  const client: Queryable = { query: async (text, values) => ({ rows: await sql(text, values) }) };
  await toldChange(
    client,
    people.map(({ id }) => id),
    () => insert(client, people),
  );
}

async function insert(client: Queryable, people: readonly (Actor & { handle: string })[]): Promise<void> {
  await client.query(
    `INSERT INTO blackstart.principal (id, handle, name, kind, created_at)
       SELECT id, handle, handle, kind, blackstart.now() FROM jsonb_populate_recordset(NULL::blackstart.principal, $1)`,
    [JSON.stringify(people.map(({ id, handle, kind }) => ({ id, handle, kind })))],
  );
  const grants = people.flatMap(({ id, grants: own }) =>
    own.map(({ role, incidentId, plantId }) => ({
      ...{ id: randomUUID(), principal_id: id, role },
      ...{ incident_id: incidentId, plant_id: plantId },
    })),
  );
  await client.query(
    `INSERT INTO blackstart.access_grant (id, principal_id, role, incident_id, plant_id)
       SELECT id, principal_id, role, incident_id, plant_id FROM jsonb_populate_recordset(NULL::blackstart.access_grant, $1)`,
    [JSON.stringify(grants)],
  );
}
