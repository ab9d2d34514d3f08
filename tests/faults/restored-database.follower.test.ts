import { randomUUID } from 'node:crypto';
import { readConfig } from '../../src/config';
import { recordContainmentChecks } from '../../src/containment/containment.commands';
import { type RecoveryEvent, ownerPrincipalId } from '../../src/domain/event';
import type { Actor } from '../../src/domain/world';
import { type House, openHouse } from '../../src/house';
import { declareIncident } from '../../src/incidents/incident.commands';
import { openJournal } from '../../src/journal';
import { alone } from '../../src/log/course';
import { followEvents } from '../../src/log/follow-events';
import { followSystems } from '../../src/log/follow-systems';
import { ForkedError } from '../../src/log/forked';
import { readDocument } from '../../src/plans/read';
import { withClient } from '../../src/postgres/client';
import { restrictDatabase } from '../../src/postgres/roles';
import { take } from '../support/client';
import { type TestDatabase, createDatabase } from '../support/database';
import { proof } from '../support/racing';
import { testServer } from '../support/server';

const never = '3600000';
const systems = Array.from({ length: 100 }, (_, n) => `system-${n}`);
const everywhere = { incidentId: null, plantId: null };
const grants = (['COMMANDER', 'ENGINEER'] as const).map((role) => ({ role, ...everywhere }));
const actor: Actor = { id: ownerPrincipalId, kind: 'HUMAN', grants };
const plan = { format: 'blackstart/v1', systems: systems.map((key) => ({ key, name: key, tier: 1, zone: 'L4' })) };

describe('a follower that reads old events while the database is put back', () => {
  let database: TestDatabase;
  let copies: { early: string; old: string };
  let incident: string;
  let houses: House[];
  const gone = new AbortController();

  beforeAll(async () => {
    database = await createDatabase();
    const name = nameOf(database);
    copies = { early: `${name}_early`, old: `${name}_old` };
    houses = [];
    const first = await open();
    const document = await readDocument('BLACKSTART', JSON.stringify(plan));
    incident = (await declareIncident({ ledger: first.ledger, actor }, { key: 'restored' }, document)).board!.id;
    await record(first, 2);
    await closeAll();
    await asAdmin(`CREATE DATABASE ${copies.early} TEMPLATE ${name}`);
    await record(await open(), 5);
    await closeAll();
    await asAdmin(`CREATE DATABASE ${copies.old} TEMPLATE ${name}`);
  });

  beforeEach(() => putBack(copies.old));

  afterEach(() => closeAll());

  afterAll(async () => {
    gone.abort();
    await database.drop();
    for (const copy of Object.values(copies)) await asAdmin(`DROP DATABASE ${copy}`);
  });

  const nameOf = ({ ownerUrl }: TestDatabase) => new URL(ownerUrl).pathname.slice(1);
  const asAdmin = (sql: string) => withClient(testServer().adminUrl, (client) => client.query(sql));
  const closeAll = async () => {
    for (const house of houses.splice(0)) await house.close();
  };

  async function putBack(copy: string): Promise<void> {
    await asAdmin(`DROP DATABASE ${nameOf(database)} WITH (FORCE)`);
    await asAdmin(`CREATE DATABASE ${nameOf(database)} TEMPLATE ${copy}`);
    await withClient(database.ownerUrl, restrictDatabase);
  }

  /** A process that looks at the heads once, when it starts, and hears nothing afterwards. */
  async function open(): Promise<House> {
    const blind = { BLACKSTART_LISTEN: 'off', BLACKSTART_POLL_MS: never, LOG_LEVEL: 'error' };
    const config = readConfig({ ...database.env, ...blind, BLACKSTART_ADMIN_TOKEN: `bs_${randomUUID()}` });
    const house = await openHouse(config, openJournal(config));
    houses.push(house);
    return house;
  }

  /** Writes a hundred events a time. */
  async function record({ ledger }: House, times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      const input = { incident, systems, kinds: ['OTHER' as const], outcome: 'PASSED' as const, evidence: proof };
      const { refusals } = await recordContainmentChecks({ ledger, actor }, { ...input, note: randomUUID() });
      expect(refusals).toEqual([]);
    }
  }

  /** Reads half of the old log as a slow client does, and the rest after the database was put back. */
  async function readAcross(goOn: () => Promise<void>): Promise<{ heard: RecoveryEvent[]; error: unknown }> {
    const { feed } = await open();
    const stream = alone(() => followEvents(feed, { incidentId: incident, after: 0 }), gone.signal);
    const heard = (await take(stream, 400)).map(({ event }) => event);
    await putBack(copies.early);
    await goOn();
    const rest = async () => {
      for await (const { event } of stream) heard.push(event);
    };
    const error = await rest().catch((thrown: unknown) => thrown);
    return { heard, error };
  }

  function expectOneChain(heard: readonly RecoveryEvent[]): void {
    let before = heard[0]!.previousHash;
    for (const event of heard) {
      expect(event.previousHash).toBe(before);
      before = event.hash;
    }
  }

  it('is told FORKED, and never an event of the new log after one of the old', async () => {
    const { heard, error } = await readAcross(async () => record(await open(), 8));
    expectOneChain(heard);
    expect(error).toBeInstanceOf(ForkedError);
  });

  it('is told FORKED where the new log ends before its place', async () => {
    const { heard, error } = await readAcross(() => Promise.resolve());
    expectOneChain(heard);
    expect(error).toBeInstanceOf(ForkedError);
  });

  it('is not told by the new log which systems of the old board changed', async () => {
    const { feed, keeper } = await open();
    await keeper.find(incident);
    await putBack(copies.early);
    await record(await open(), 8);
    const stream = alone(() => followSystems(feed, { incidentId: incident, after: 150 }), gone.signal);
    await expect(stream.next()).rejects.toThrow(ForkedError);
  });
});
