import { readFileSync } from 'node:fs';
import { type ExecutionResult, graphql } from 'graphql';
import type { DataSource } from 'typeorm';
import { Directory, type Viewer } from '../../src/access/directory';
import { firstBoard } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { Keeper } from '../../src/board/keeper';
import { genesisHash } from '../../src/domain/event';
import { decideDeclare } from '../../src/domain/plan/decide';
import type { Grant } from '../../src/domain/world';
import { makeSchema } from '../../src/graphql/schema';
import { DatabaseClock } from '../../src/log/clock';
import { readDocument } from '../../src/plans/read';
import { sampleFile } from '../../src/plans/sample';
import { Forecaster } from '../../src/planning/forecaster';
import { ObjectBudget } from '../../src/view/budget';
import { type RequestParts, requestContext } from '../../src/view/context';

const now = '2025-09-02T08:00:00.000Z';
const schema = makeSchema();
const everywhere: Grant[] = [{ role: 'OBSERVER', incidentId: null, plantId: null }];
let board: Board;

beforeAll(async () => {
  const document = await readDocument('BLACKSTART', readFileSync(sampleFile, 'utf8'));
  let count = 0;
  const newId = (): string => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
  const moment = { now, newId, actor: { id: newId(), kind: 'HUMAN' as const, grants: everywhere } };
  const declared = decideDeclare({ key: 'albion' }, document, moment);
  if ('refusals' in declared) throw new Error(declared.refusals[0]!.message);
  board = firstBoard({ position: 1, hash: genesisHash, at: now, rows: declared.fact.rows });
});

/** Answers a query over the sample in memory: no read of a loaded board needs more than this. */
async function ask(source: string, grants = everywhere, objects = 200_000): Promise<ExecutionResult<any>> {
  const { id, incident } = board;
  const load = (incidentId: string) => Promise.resolve(incidentId === id ? board : null);
  const keeper = new Keeper({ load, lookUp: () => Promise.resolve(null), now: () => now, mostSystems: 1000 });
  keeper.list([{ id, key: incident.key, status: 'OPEN', declaredAt: incident.declaredAt }]);
  await keeper.find(id);
  const viewer: Viewer = { id, kind: 'HUMAN', grants, handle: 'ada', name: 'Ada', tokenId: id };
  const directory = new Directory({} as DataSource, new DatabaseClock(), (error) => {
    throw error;
  });
  const forecaster = new Forecaster(1);
  const parts = { viewer, keeper, directory, forecaster, budget: new ObjectBudget(objects) } as unknown as RequestParts;
  return graphql({ schema, source, contextValue: requestContext(parts) });
}

const systems = (args: string, fields = 'nodes { key }'): string =>
  `{ incident(id: "albion") { systems(${args}) { ${fields} } } }`;
const keysOf = ({ data }: ExecutionResult<any>): string[] =>
  data.incident.systems.nodes.map(({ key }: { key: string }) => key);
const codeOf = ({ errors }: ExecutionResult): unknown => errors?.[0]?.extensions.code;

describe('paging', () => {
  it.each(['RESTORE_ORDER', 'TIER', 'NAME', 'MOST_UNLOCKED', 'DUE'])(
    'in the order %s gives each system once',
    async (order) => {
      const seen: string[] = [];
      let after = 'null';
      for (let pages = 0; pages < 10 && after !== ''; pages++) {
        const fields = 'totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { key } }';
        const { data } = await ask(systems(`first: 9, after: ${after}, orderBy: ${order}`, fields));
        const { edges, pageInfo, totalCount } = data.incident.systems;
        expect(totalCount).toBe(70);
        expect(pageInfo.hasPreviousPage).toBe(pages > 0);
        expect(pageInfo.endCursor).toBe(edges.at(-1).cursor);
        seen.push(...edges.map(({ node }: { node: { key: string } }) => node.key));
        after = pageInfo.hasNextPage ? JSON.stringify(pageInfo.endCursor) : '';
      }
      expect(seen).toHaveLength(70);
      expect(new Set(seen).size).toBe(70);
    },
  );

  it('takes an explicit null as left out', async () => {
    const all = 'first: null, after: null, filter: null, orderBy: null';
    expect(keysOf(await ask(systems(all)))).toEqual(keysOf(await ask(systems('first: 50'))));
    const nothingAsked = 'filter: { plant: null, states: null, ready: null, search: null }';
    expect(keysOf(await ask(systems(nothingAsked)))).toHaveLength(50);
  });

  it.each(['0', '501', '-1'])('refuses a page of %s and names the limit', async (first) => {
    const answer = await ask(systems(`first: ${first}`));
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(answer.errors![0]!.message).toBe(`first must be from 1 to 500, not ${first}.`);
  });

  it('refuses a cursor that it did not give, by name', async () => {
    const { data } = await ask(systems('first: 1, orderBy: TIER', 'pageInfo { endCursor }'));
    const ofAnotherOrder = data.incident.systems.pageInfo.endCursor as string;
    const ofNothing = Buffer.from('NAME:nothing').toString('base64url');
    for (const cursor of ['', 'nonsense', ofAnotherOrder, ofNothing, `${ofAnotherOrder}=`]) {
      const answer = await ask(systems(`after: ${JSON.stringify(cursor)}, orderBy: NAME`));
      expect(codeOf(answer)).toBe('BAD_USER_INPUT');
      expect(answer.errors![0]!.message).toContain(JSON.stringify(cursor));
    }
  });

  it('pages what waits for a system, and what waits for a milestone', async () => {
    const { data } = await ask(`{ incident(id: "albion") { system(id: "netseg") {
      dependents(first: 2) { totalCount pageInfo { endCursor hasNextPage } nodes { system { key } dependsOn { key } } }
    } milestones { key waiting { totalCount nodes { after { key } } } } } }`);
    const { dependents } = data.incident.system;
    expect(dependents.totalCount).toBeGreaterThan(2);
    expect(dependents.pageInfo.hasNextPage).toBe(true);
    expect(dependents.nodes.map((edge: any) => edge.dependsOn.key)).toEqual(['netseg', 'netseg']);
    const awaited = data.incident.milestones.find(({ waiting }: any) => waiting.totalCount > 0);
    expect(awaited.waiting.nodes[0].after).toContainEqual({ key: awaited.key });
  });
});

describe('filters', () => {
  it('find nothing for a plant or team that is not there', async () => {
    for (const filter of ['plant: "NOPE"', 'team: "nobody"', 'states: []', 'tag: "nothing"']) {
      const { data } = await ask(systems(`filter: { ${filter} }`, 'totalCount nodes { key }'));
      expect(data.incident.systems).toEqual({ totalCount: 0, nodes: [] });
    }
  });

  it('search all words in key or name, whatever their case', async () => {
    expect(keysOf(await ask(systems('filter: { search: "  FIREWALLS network " }')))).toEqual(['netseg']);
    expect(keysOf(await ask(systems('filter: { search: "netseg firewalls" }')))).toEqual(['netseg']);
    expect(keysOf(await ask(systems('filter: { search: "netseg vault" }')))).toEqual([]);
  });

  it('divide the systems by what the board answers', async () => {
    const count = async (filter: string): Promise<number> =>
      (await ask(systems(`filter: { ${filter} }`, 'totalCount'))).data.incident.systems.totalCount;
    expect((await count('blocked: true')) + (await count('blocked: false'))).toBe(70);
    expect(await count('ready: true')).toBe(0);
    expect(await count('containment: [UNVERIFIED]')).toBe(70);
    expect((await count('atRisk: true')) + (await count('atRisk: false'))).toBe(70);
    expect((await count('maxTier: 0')) > 0 && (await count('maxTier: 0')) < 70).toBe(true);
  });

  it('of a plant are the same from above and from below', async () => {
    const { data } = await ask(`{ incident(id: "albion") { systems(filter: { plant: "ENG" }) { nodes { key } }
      plant(id: "ENG") { systems { nodes { key } } progress { total } } } }`);
    const { plant, systems: filtered } = data.incident;
    expect(plant.systems).toEqual(filtered);
    expect(plant.progress.total).toBe(filtered.nodes.length);
  });
});

describe('an answer', () => {
  it('is the same null for a hidden incident and for one that is not there', async () => {
    const elsewhere: Grant[] = [
      { role: 'OBSERVER', incidentId: '11111111-1111-4111-8111-111111111111', plantId: null },
    ];
    const hidden = await ask('{ incident(id: "albion") { key } incidents { totalCount nodes { key } } }', elsewhere);
    expect(hidden).toEqual({ data: { incident: null, incidents: { totalCount: 0, nodes: [] } } });
    expect(await ask('{ incident(id: "other") { key } }')).toEqual({ data: { incident: null } });
  });

  it('has no more objects than its budget', async () => {
    const source = systems('first: 70', 'nodes { key dependencies { dependsOn { key } } }');
    expect((await ask(source)).errors).toBeUndefined();
    const answer = await ask(source, everywhere, 100);
    expect(codeOf(answer)).toBe('LIMIT_EXCEEDED');
    expect(answer.errors![0]!.message).toContain('100');
  });

  it('waits for a position, and says that it was not reached, for that field alone', async () => {
    const answer = await ask(
      '{ early: incident(id: "albion") { position } late: incident(id: "albion", atLeast: 9) { key } }',
    );
    expect(answer.data).toEqual({ early: { position: 1 }, late: null });
    expect(codeOf(answer)).toBe('POSITION_NOT_REACHED');
  });

  it('reaches every object of the plan by its UUID', async () => {
    const { data } =
      await ask(`{ incident(id: "albion") { id plants { id lines { id } } milestones { id } system(id: "netseg") { id
      dependencies { id } } } }`);
    const { id, plants, milestones, system } = data.incident;
    for (const object of [{ id }, plants[0], plants[0].lines[0], milestones[0], system, system.dependencies[0]]) {
      const answer = await ask(`{ node(id: ${JSON.stringify(object.id)}) { id __typename } }`);
      expect(answer.data.node.id).toBe(object.id);
    }
    expect((await ask('{ node(id: "netseg") { id } }')).data.node).toBeNull();
  });

  it('asks every field that needs no Postgres', async () => {
    const answer = await ask(`{ incident(id: "albion") { title mode status declaredAt compromisedSince closedAt logHead
      policy { separationOfDuties verificationMinutes neverWaive rules { zones minTier require } } teams { key capacity }
      holds { id } overrides { id } progress { total offline percentOnline blocked atRisk }
      plants { status lines { key name status running plant { key } incident { key } systems { key } fedBy { key } risks { kind }
        blockers { kind line { key } system { key } override { id } } } } planDocument
      systems { nodes { name tier zone plant { key incident { key } } team { key } essential safety tags links { url }
        version state stateSince serviceLevel containment { status missingChecks checks { kind required outcome } }
        restoredBy { id } lastValidation { passed } milestones { key status } after { key } holds { id }
        blockers { kind message system { key } cause { key } milestone { key } hold { id } missingChecks team { key } overridable }
        rootBlockers { kind message line { key } } risks { kind message system { key } } allowedActions unlocks
        blastRadius { totalCount nodes { key } } lines { key }
        canComeOnline rtoMinutes dueAt overdue estimate { likely } iteration } }
      milestones { name gate plant { key } lines { key } blockers { message } done total dueAt overdue achievedBy { id } } } }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.incident.systems.nodes[0].blockers[0].message).toContain('.');
  });
});
