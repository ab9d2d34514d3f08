import fastify from 'fastify';
import mercurius, { type MercuriusLoaders } from 'mercurius';
import { type DependencyRow, type SystemRow, cursorOf, grouped, placeOf, systemColumns } from './rows';
import { openPool, sayReady } from './settings';

const pool = openPool();

const typeDefs = `
  type Plant { id: ID! key: String! name: String! systems: [System!]! }
  type System { id: ID! key: String! name: String! tier: Int! zone: String! state: String! version: Int!
    containmentStatus: String! checks: [ContainmentCheck!]!
    dependencies: [Dependency!]! dependents: [Dependency!]! milestones: [Milestone!]! }
  type Dependency { strength: String! requiredState: String! system: System! dependsOn: System! }
  type ContainmentCheck { kind: String! outcome: String! }
  type Milestone { key: String! name: String! gate: Boolean! achievedAt: String }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type SystemEdge { cursor: String! node: System! }
  type SystemConnection { totalCount: Int! pageInfo: PageInfo! edges: [SystemEdge!]! }
  type EventNow { type: String! }
  type SystemChange { position: Int! event: EventNow! system: System! }
  type Query {
    plant(id: ID!): Plant
    system(id: ID!): System
    systems(plant: ID!, states: [String!]!, first: Int = 50, after: String): SystemConnection!
  }
  type Mutation {
    changeState(id: ID!, from: String!, to: String!): System!
    changeStates(ids: [ID!]!, from: String!, to: String!): [System!]!
  }
  type Subscription { systemChanged(plant: ID!): SystemChange! }
`;

/** Rows of a statement that each connection plans once. */
async function ask<T>(name: string, text: string, values: unknown[]): Promise<T[]> {
  return (await pool.query({ name, text, values })).rows as T[];
}

const systemsById = `SELECT ${systemColumns('s')} FROM peer.system s WHERE s.id = ANY ($1)`;

async function findSystems(ids: readonly string[]): Promise<SystemRow[]> {
  const rows = await ask<SystemRow>('systems', systemsById, [[...new Set(ids)]]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)!);
}

const dependencyColumns = `system_id AS "systemId", depends_on_id AS "dependsOnId", strength, required_state AS "requiredState"`;

// Each object is asked for once in these answers, so a cache would only cost the making of its keys.
const opts = { cache: false };
type Queries<T> = { obj: T }[];
const idsOf = (queries: Queries<SystemRow>): string[] => queries.map(({ obj }) => obj.id);

const loaders = {
  Plant: {
    systems: {
      async loader(queries: Queries<{ id: string }>) {
        const ids = queries.map(({ obj }) => obj.id);
        const text = `SELECT ${systemColumns('s')} FROM peer.system s WHERE s.plant_id = ANY ($1) ORDER BY s.name`;
        return grouped(ids, await ask<SystemRow>('plant-systems', text, [ids]), (row) => row.plantId);
      },
      opts,
    },
  },
  System: {
    dependencies: {
      async loader(queries: Queries<SystemRow>) {
        const ids = idsOf(queries);
        const text = `SELECT ${dependencyColumns} FROM peer.dependency WHERE system_id = ANY ($1)`;
        return grouped(ids, await ask<DependencyRow>('dependencies', text, [ids]), (row) => row.systemId);
      },
      opts,
    },
    dependents: {
      async loader(queries: Queries<SystemRow>) {
        const ids = idsOf(queries);
        const text = `SELECT ${dependencyColumns} FROM peer.dependency WHERE depends_on_id = ANY ($1)`;
        return grouped(ids, await ask<DependencyRow>('dependents', text, [ids]), (row) => row.dependsOnId);
      },
      opts,
    },
    checks: {
      async loader(queries: Queries<SystemRow>) {
        const ids = idsOf(queries);
        const text = `SELECT system_id AS "systemId", kind, outcome FROM peer.containment_check WHERE system_id = ANY ($1)`;
        return grouped(ids, await ask<{ systemId: string }>('checks', text, [ids]), (row) => row.systemId);
      },
      opts,
    },
    milestones: {
      async loader(queries: Queries<SystemRow>) {
        const ids = idsOf(queries);
        const text = `SELECT ms.system_id AS "systemId", m.key, m.name, m.gate, m.achieved_at AS "achievedAt"
          FROM peer.milestone_system ms JOIN peer.milestone m ON m.id = ms.milestone_id WHERE ms.system_id = ANY ($1)`;
        return grouped(ids, await ask<{ systemId: string }>('milestones', text, [ids]), (row) => row.systemId);
      },
      opts,
    },
  },
  Dependency: {
    dependsOn: {
      loader: (queries: Queries<DependencyRow>) => findSystems(queries.map(({ obj }) => obj.dependsOnId)),
      opts,
    },
    system: {
      loader: (queries: Queries<DependencyRow>) => findSystems(queries.map(({ obj }) => obj.systemId)),
      opts,
    },
  },
};

interface PageArgs {
  plant: string;
  states: string[];
  first: number;
  after?: string | null;
}

async function pageOf({ plant, states, first, after }: PageArgs): Promise<object> {
  const text = `SELECT ${systemColumns('s')} FROM peer.system s
    WHERE s.plant_id = $1 AND s.state = ANY ($2) AND (s.tier, s.key) > ($3, $4) ORDER BY s.tier, s.key LIMIT $5`;
  const counting = 'SELECT count(*)::int AS count FROM peer.system WHERE plant_id = $1 AND state = ANY ($2)';
  const [rows, [counted]] = await Promise.all([
    ask<SystemRow>('page', text, [plant, states, ...placeOf(after), first + 1]),
    ask<{ count: number }>('page-count', counting, [plant, states]),
  ]);
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }));
  const pageInfo = { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor };
  return { totalCount: counted?.count ?? 0, pageInfo, edges };
}

// The change and its event in one statement, so in one transaction.
const change = `WITH changed AS (
    UPDATE peer.system s SET state = $3, state_since = now(), version = version + 1
      WHERE s.id = ANY ($1) AND s.state = $2 RETURNING s.*),
  told AS (INSERT INTO peer.event (incident_id, system_id, plant_id, type, actor, data)
    SELECT incident_id, id, plant_id, $3, current_user, jsonb_build_object('from', $2::text, 'to', $3::text) FROM changed
    RETURNING id, system_id)
  SELECT ${systemColumns('c')}, t.id::int AS position FROM changed c JOIN told t ON t.system_id = c.id`;

interface ChangeArgs {
  from: string;
  to: string;
}

async function changeStates(ids: string[], { from, to }: ChangeArgs): Promise<SystemRow[]> {
  const changed = await ask<SystemRow & { position: number }>('change', change, [ids, from, to]);
  if (changed.length < ids.length) throw new mercurius.ErrorWithProps(`not all of them are ${from}`);
  for (const { position, ...system } of changed) {
    const systemChanged = { position, event: { type: to }, system };
    app.graphql.pubsub.publish({ topic: `plant:${system.plantId}`, payload: { systemChanged } });
  }
  return changed;
}

const resolvers = {
  Query: {
    plant: async (_: unknown, { id }: { id: string }) =>
      (await ask<object>('plant', 'SELECT id, key, name FROM peer.plant WHERE id = $1', [id]))[0],
    system: async (_: unknown, { id }: { id: string }) => (await findSystems([id]))[0],
    systems: (_: unknown, args: PageArgs) => pageOf(args),
  },
  Mutation: {
    changeState: async (_: unknown, { id, ...step }: ChangeArgs & { id: string }) =>
      (await changeStates([id], step))[0],
    changeStates: (_: unknown, { ids, ...step }: ChangeArgs & { ids: string[] }) => changeStates(ids, step),
  },
  Subscription: {
    systemChanged: {
      subscribe: (
        _: unknown,
        { plant }: { plant: string },
        { pubsub }: { pubsub: { subscribe(topic: string): unknown } },
      ) => pubsub.subscribe(`plant:${plant}`),
    },
  },
};

const app = fastify();
void app.register(mercurius, {
  schema: typeDefs,
  resolvers: resolvers as never,
  loaders: loaders as unknown as MercuriusLoaders,
  jit: 1,
  graphiql: false,
  subscription: true,
});

void app.listen({ port: 0, host: '127.0.0.1' }).then((address) => sayReady(Number(new URL(address).port)));
