import { execute, type ExecutionResult } from 'graphql';
import { Client, Pool } from 'pg';
import { openPipeline } from '../../src/graphql/pipeline';
import { makeSchema } from '../../src/graphql/schema';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse, ownerToken } from '../support/house';

const blockerFields =
  'kind message missingChecks overridable system { key } cause { key } milestone { key } hold { reason } team { key }';
const systemFields = `id key name state version tier zone essential safety tags serviceLevel workaround dueAt overdue
  canComeOnline blockers { ${blockerFields} } holds { reason placedBy { handle } }
  containment { status missingChecks expiresAt verifiedBy { handle } checks { kind outcome required recordedBy { handle } } }
  dependencies { strength requiredState satisfied dependsOn { key state } }
  dependents(first: 10) { nodes { system { key } } } after { key status } plant { key } team { key capacity }`;
const milestoneFields = `key status gate done total overdue dueAt blockers { ${blockerFields} } systems { key } milestones { key }`;
const recovery = `query ($incident: ID!, $after: String) {
  incidents { nodes { key status } }
  incident(id: $incident) {
    key position logHead status mode policy { rules { require } neverWaive } teams { key } planDocument
    progress { total online blocked ready held overdue percentOnline containmentVerified }
    holds { reason } milestones { ${milestoneFields} }
    plants { key progress { online } holds { reason } milestones { key } systems(first: 5, orderBy: NAME) { totalCount } }
    systems(first: 500, orderBy: RESTORE_ORDER) { totalCount nodes { ${systemFields} } }
    due: systems(first: 3, after: $after, orderBy: DUE, filter: { states: [OFFLINE, RESTORED] }) { nodes { key } }
    system(id: "s01") { ${systemFields} } milestone(id: "M1") { ${milestoneFields} }
  }
}`;
const history = `query ($incident: ID!) { incident(id: $incident) { events(first: 5) { nodes { position type } } } }`;

// Neither the poll nor LISTEN asks anything while the reads are counted.
const quiet = { BLACKSTART_POLL_MS: '3600000' };

let house: TestHouse;
let asked: string[] = [];

beforeAll(async () => {
  house = await openTestHouse(quiet);
  for (const { prototype } of [Client, Pool] as { prototype: { query(...args: any[]): unknown } }[]) {
    const query = prototype.query;
    jest.spyOn(prototype, 'query').mockImplementation(function (this: unknown, ...args: unknown[]) {
      asked.push(typeof args[0] === 'string' ? args[0] : String((args[0] as { text?: string } | undefined)?.text));
      return query.apply(this, args);
    });
  }
});
afterAll(() => house?.close());

/** The answer to a document, and the SQL that was issued meanwhile. */
async function read(source: string, variables: Record<string, unknown>): Promise<{ data: any; sql: string[] }> {
  const { authenticate, context } = house;
  const log = { error: () => undefined, warn: () => undefined };
  const limits = { tokens: 2000, depth: 16, aliases: 30, directives: 50 };
  const { schema, read: parsed } = openPipeline({ schema: makeSchema(), limits, authenticate, context, log });
  const document = parsed(source);
  if (Array.isArray(document)) throw document[0]!;
  const viewer = house.directory.authenticate(ownerToken)!;
  asked = [];
  const result = (await execute({
    ...{ schema, document, variableValues: variables, contextValue: house.context(viewer) },
  })) as ExecutionResult;
  expect(result.errors).toBeUndefined();
  return { data: result.data, sql: asked };
}

describe('reading a recovery that is in memory', () => {
  it('issues no SQL, whatever is asked of it', async () => {
    const { board, live } = await openHistory(house, 4);
    for await (const { after } of live(seedsOf(4, 150))) expect(after.id).toBe(board.id);
    const { data, sql } = await read(recovery, { incident: board.id });
    expect(sql).toEqual([]);
    const { incident } = data;
    expect(incident.position).toBe(house.keeper.loaded(board.id)!.position);
    expect(incident.systems.nodes).toHaveLength(incident.systems.totalCount);
    expect(incident.systems.nodes.flatMap(({ blockers }: any) => blockers).length).toBeGreaterThan(10);
    expect(incident.progress.online).toBeGreaterThan(0);
  });

  it('is counted where it does: the log is read from Postgres', async () => {
    const { id } = house.keeper.incidents()[0]!;
    const { data, sql } = await read(history, { incident: id });
    expect(data.incident.events.nodes[0]).toEqual({ position: 1, type: 'INCIDENT_DECLARED' });
    expect(sql.some((text) => text.includes('event'))).toBe(true);
  });
});
