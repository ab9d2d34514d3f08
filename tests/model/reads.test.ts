import { Client, Pool } from 'pg';
import { readConfig } from '../../src/config';
import { openPipeline } from '../../src/graphql/pipeline';
import { makeSchema } from '../../src/graphql/schema';
import { depth } from '../support/depth';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse, ownerToken } from '../support/house';
import { silentTally } from '../support/tally';

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

const schema = makeSchema();
let house: TestHouse;
const spies = [jest.spyOn(Client.prototype, 'query'), jest.spyOn(Pool.prototype, 'query')];

beforeAll(async () => {
  house = await openTestHouse(quiet);
});
afterAll(() => house?.close());

/** The answer to a document, and the SQL that was issued meanwhile. */
async function read(source: string, variables: Record<string, unknown>): Promise<{ data: any; sql: string[] }> {
  const pipeline = openPipeline({
    schema,
    limits: readConfig({}).limits,
    tally: silentTally,
    fragmentBytes: 2 ** 20,
    authenticate: (secret) => house.authenticate(secret),
    context: (viewer) => house.context(viewer),
    log: { error: () => undefined, warn: () => undefined },
  });
  const document = pipeline.read(source);
  if (Array.isArray(document)) throw document[0] as Error;
  const contextValue = pipeline.context(house.directory.authenticate(ownerToken)!);
  for (const spy of spies) spy.mockClear();
  const { data, errors } = await pipeline.answer({ document, variables }, contextValue);
  expect(errors).toBeUndefined();
  return { data, sql: spies.flatMap(({ mock }) => mock.calls.map(([query]) => JSON.stringify(query))) };
}

describe('reading a recovery that is in memory', () => {
  it('issues no SQL, whatever is asked of it', async () => {
    const { board, live } = await openHistory(house, 4);
    for await (const { after } of live(seedsOf(4, depth(60, 150)))) expect(after.id).toBe(board.id);
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
