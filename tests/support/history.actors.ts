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
  for (const [name, actor] of actors) await store(house, `${name}-${incidentId}`, actor);
  await house.directory.reload();
  return Object.fromEntries(actors) as Actors;
}

/** A commander for all incidents, to declare them. */
export async function commanderOf(house: TestHouse): Promise<Actor> {
  const id = randomUUID();
  const actor: Actor = { id, kind: 'HUMAN', grants: [{ role: 'COMMANDER', incidentId: null, plantId: null }] };
  await store(house, id, actor);
  return actor;
}

async function store({ sql }: TestHouse, handle: string, { id, kind, grants }: Actor): Promise<void> {
  const client: Queryable = { query: async (text, values) => ({ rows: await sql(text, values) }) };
  await toldChange(client, [id], () => insert(client, handle, { id, kind, grants }));
}

async function insert(client: Queryable, handle: string, { id, kind, grants }: Actor): Promise<void> {
  await client.query(
    `INSERT INTO blackstart.principal (id, handle, name, kind, created_at) VALUES ($1, $2, $2, $3, blackstart.now())`,
    [id, handle, kind],
  );
  for (const { role, incidentId, plantId } of grants) {
    await client.query(
      `INSERT INTO blackstart.access_grant (id, principal_id, role, incident_id, plant_id) VALUES ($1, $2, $3, $4, $5)`,
      [randomUUID(), id, role, incidentId, plantId],
    );
  }
}
