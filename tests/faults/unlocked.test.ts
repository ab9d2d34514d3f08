import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { Board } from '../../src/board/board';
import { loadBoard } from '../../src/board/load';
import { readConfig } from '../../src/config';
import type { Decision } from '../../src/domain/decision';
import { decideOnline } from '../../src/domain/online';
import { decideRevoke } from '../../src/domain/signature';
import type { Moment } from '../../src/domain/world';
import { eventStatements, headStatement } from '../../src/log/append';
import { draftAfter } from '../../src/log/draft';
import { withClient } from '../../src/postgres/client';
import { jsonTypes } from '../../src/postgres/pool';
import { travel } from '../../src/postgres/trip';
import { sqlStateOf } from '../../src/postgres/sqlstate';
import { openRecords, shapesOf } from '../../src/records';
import { Handicap, startApart } from '../support/barrier';
import { type TestDatabase, createDatabase } from '../support/database';
import { startServer } from '../support/process';
import { faultsOfLog, onlineAfterRevocation, readHardEdges, readLog } from '../support/logged';
import { type Round, makeCrew, prepareRounds } from '../support/racing';

const guardedRounds = 8;
const unguardedRounds = 24;

type Rule = (board: Board, system: number, moment: Moment) => Decision;
const rise: Rule = (board, system, moment) => decideOnline(board, system, moment, {});
const revoke: Rule = (board, system, moment) =>
  decideRevoke(board, system, moment, { reason: 'a beacon was seen', cascade: false, expectedCount: null });

/** A connection of the owner, for a command that does everything right but for the order: it decides, then takes the lock. */
interface Hasty {
  looking: Client;
  writing: Client;
  actor: Moment['actor'];
}

describe('commands that decide before they take the lock', () => {
  let database: TestDatabase;
  let records: DataSource;
  let race: { incident: string; rounds: Round[] };
  let operator: Hasty;
  let verifier: Hasty;

  beforeAll(async () => {
    database = await createDatabase();
    const server = await startServer(database.env);
    const crew = await makeCrew([server]);
    race = await prepareRounds(server, crew, 'unlocked', guardedRounds + unguardedRounds);
    await server.stop();
    records = await openRecords(database.ownerUrl, readConfig());
    operator = await openHasty('operator');
    verifier = await openHasty('verifier');
  });

  afterAll(async () => {
    for (const { looking, writing } of [operator, verifier]) await Promise.all([looking.end(), writing.end()]);
    await records.destroy();
    await database.drop();
  });

  async function openHasty(handle: string): Promise<Hasty> {
    const [{ id }] = await records.query('SELECT id FROM blackstart.principal WHERE handle = $1', [handle]);
    const settings = { connectionString: database.ownerUrl, types: jsonTypes, options: '-c timezone=UTC' };
    const [looking, writing] = [new Client(settings), new Client(settings)];
    await Promise.all([looking.connect(), writing.connect()]);
    return { looking, writing, actor: { id, kind: 'HUMAN', grants: [] } };
  }

  const look = async ({ looking }: Hasty) => (await loadBoard(looking, shapesOf(records), race.incident))!;

  /** Decides on the board of this moment; the returned function takes the lock and writes that decision, in good order. */
  async function decide(hasty: Hasty, name: string, rule: Rule): Promise<() => Promise<string>> {
    const seen = await look(hasty);
    const moment = { now: seen.now, actor: hasty.actor, newId: randomUUID };
    const decision = rule(seen, seen.systems.find(name)!, moment);
    if ('refusals' in decision) return () => Promise.resolve(decision.refusals[0]!.code);
    return () => write(hasty, decision.facts[0]!).catch((error: unknown) => giveUp(hasty, error));
  }

  async function write(hasty: Hasty, fact: Parameters<typeof draftAfter>[1]): Promise<string> {
    const { writing, actor } = hasty;
    await writing.query('BEGIN');
    await writing.query('SELECT FROM blackstart.incident_head WHERE incident_id = $1 FOR NO KEY UPDATE', [
      race.incident,
    ]);
    const board = await look(hasty);
    const draft = draftAfter(board, fact, { id: randomUUID(), actorId: actor.id, now: board.now });
    await travel(writing, [headStatement(race.incident, [draft]), ...eventStatements(race.incident, [draft])]);
    await writing.query('COMMIT');
    return 'DONE';
  }

  async function giveUp({ writing }: Hasty, error: unknown): Promise<string> {
    await writing.query('ROLLBACK');
    return sqlStateOf(error) ?? String(error);
  }

  const run = async (hasty: Hasty, name: string, rule: Rule) => (await decide(hasty, name, rule))();

  async function violations() {
    const log = await readLog(database.ownerUrl, race.incident);
    expect(faultsOfLog(log)).toEqual([]);
    return onlineAfterRevocation(log, await readHardEdges(database.ownerUrl, race.incident));
  }

  it('are stopped by the guards in Postgres', async () => {
    for (const { revoked, rising, path } of race.rounds.slice(0, guardedRounds)) {
      const writeOnline = await decide(operator, rising, rise);
      expect(await run(verifier, revoked, revoke)).toBe('DONE');
      expect(await writeOnline()).toBe(path.length === 2 ? 'BS002' : 'BS003');
    }
    expect(await violations()).toEqual([]);
  });

  it('break the rule where the gate is taken out of the guards, and the race check sees it', async () => {
    await withClient(database.ownerUrl, (client) => client.query(withoutGate));
    const handicap = new Handicap();
    for (const { revoked, rising } of race.rounds.slice(guardedRounds)) {
      const [online, revocation] = await startApart(
        () => run(operator, rising, rise),
        () => run(verifier, revoked, revoke),
        handicap.milliseconds,
      );
      expect(revocation).toBe('DONE');
      handicap.note(online === 'DONE' ? 'first' : 'second');
    }
    const found = await violations();
    expect(found.length).toBeGreaterThan(0);
    const [{ online, revoked }] = found as [(typeof found)[number]];
    expect(race.rounds.find(({ rising }) => rising === online)?.revoked).toBe(revoked);
  });
});

const withoutGate = `CREATE OR REPLACE FUNCTION blackstart.refuse_gate(of_incident uuid, above int, up_to int)
  RETURNS void LANGUAGE plpgsql AS 'BEGIN RETURN; END'`;
