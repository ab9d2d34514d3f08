import type { Client } from 'pg';
import * as words from '../../src/domain/words';
import { withClient } from '../../src/postgres/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { unreadIn, wordListsOf, wordsOf } from '../support/word-lists';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database?.drop());

const afterRestore = ['RESTORED', 'VALIDATED', 'ONLINE'];

/** Every list of words in a CHECK, and in a function that a CHECK calls, by its place: the whole list of a column, or a part. */
const known: Record<string, readonly string[]> = {
  'access_grant_role: role': words.roles,
  'access_grant_source: source': words.grantSources,
  'access_log_type: type': words.accessLogTypes,
  'access_token_break_glass_ends: origin': ['MADE'],
  'access_token_origin: origin': words.tokenOrigins,
  'containment_check_kind: kind': words.checkKinds,
  'containment_check_outcome: outcome': words.checkOutcomes,
  'containment_check_passed_on_evidence: outcome': ['PASSED'],
  'dependency_kind: kind': words.dependencyKinds,
  'dependency_required_state: required_state': words.requirableStates,
  'dependency_strength: strength': words.dependencyStrengths,
  'incident_mode: mode': words.incidentModes,
  'incident_status: status': words.incidentStatuses,
  'is_event_type(): type': words.eventTypes,
  'is_sound_system(): service_level': words.serviceLevels,
  'is_sound_system(): state': words.systemStates,
  'is_sound_system(): zone': words.zones,
  'override_blockers: kind': words.passableKinds,
  'override_status: status': words.overrideStatuses,
  'principal_kind: kind': words.principalKinds,
};

/** What else such a text compares a column with, of which the whole list is known above. */
const parts: Record<string, readonly string[]> = {
  'is_sound_system(): state NOT': afterRestore,
  'system_online_is_signed: state': ['ONLINE'],
};

/** The differences between the lists of a database and ours, one sentence each. */
async function differencesIn(client: Client): Promise<string[]> {
  const found = await wordListsOf(client);
  const ours = { ...known, ...parts };
  const places = [...new Set([...Object.keys(ours), ...Object.keys(found)])].sort();
  const text = (list: readonly string[] | undefined) => (list === undefined ? 'no list' : [...list].sort().join());
  return places
    .filter((place) => text(ours[place]) !== text(found[place]))
    .map((place) => `${place}: SQL has ${text(found[place])}; TypeScript has ${text(ours[place])}`);
}

const closed = new Set<string>(
  Object.values(words).flatMap((list) => (Array.isArray(list) ? (list as readonly string[]) : [])),
);
const ofPostgres = new Set(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'UTC', 'UTF8']);
const isSqlState = (word: string) => /^BS\d{3}$/.test(word);

/** Words in quotes in any function of the schema that stand in none of our lists: slips of the pen, or words of another source. */
async function strangersIn(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; source: string }>(
    `SELECT proname AS name, prosrc AS source FROM pg_proc WHERE pronamespace = 'blackstart'::regnamespace`,
  );
  return rows.flatMap(({ name, source }) =>
    wordsOf(source)
      .filter((word) => !closed.has(word) && !ofPostgres.has(word) && !isSqlState(word))
      .map((word) => `${name}: ${word}`),
  );
}

/** Does something to a migrated database, looks, and takes it back. */
function after<T>(change: string, look: (client: Client) => Promise<T>): Promise<T> {
  return withClient(database.ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query(change);
    const found = await look(client);
    await client.query('ROLLBACK');
    return found;
  });
}

describe('the words of Postgres and of the domain', () => {
  it('are the same lists, and Postgres has no other', async () => {
    expect(await withClient(database.ownerUrl, differencesIn)).toEqual([]);
  });

  it('are all read: no word in quotes is left over in a CHECK', async () => {
    expect(await withClient(database.ownerUrl, unreadIn)).toEqual([]);
  });

  it('are the only ones that any function of the schema speaks of', async () => {
    expect(await withClient(database.ownerUrl, strangersIn)).toEqual([]);
  });
});

describe('the comparison bites', () => {
  const checked = (table: string, name: string, check: string) =>
    `ALTER TABLE blackstart.${table} DROP CONSTRAINT IF EXISTS ${name}, ADD CONSTRAINT ${name} CHECK (${check})`;

  it.each<[string, string, RegExp]>([
    [
      'a word more',
      checked('dependency', 'dependency_kind', `kind IN ('TECHNICAL', 'TRUST', 'DATA', 'POWER')`),
      /^dependency_kind: kind: SQL has DATA,POWER,TECHNICAL,TRUST;/,
    ],
    [
      'a word less',
      checked('principal', 'principal_kind', `kind IN ('SERVICE')`),
      /^principal_kind: kind: SQL has SERVICE;/,
    ],
    ['a list that is gone', 'ALTER TABLE blackstart.incident DROP CONSTRAINT incident_mode', /SQL has no list;/],
    ['a list that is new', checked('note', 'note_mood', `text IN ('GOOD', 'BAD')`), /note_mood: text: .* no list$/],
    [
      'a word more in a path',
      checked('override', 'override_blockers', `NOT blockers @? '$[*].kind ? (@ != "DEPENDENCY" && @ != "HOLD")'`),
      /^override_blockers: kind: SQL has DEPENDENCY,HOLD;/,
    ],
    [
      'a word less in a function',
      `CREATE OR REPLACE FUNCTION blackstart.is_event_type(type text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
       SET search_path = blackstart, pg_temp AS $$ BEGIN RETURN type IN ('NOTE_ADDED', 'SYSTEM_ONLINE'); END $$`,
      /^is_event_type\(\): type: SQL has NOTE_ADDED,SYSTEM_ONLINE;/,
    ],
  ])('on %s', async (_name, change, difference) => {
    const found = await after(change, differencesIn);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(difference);
  });

  it('on a CHECK of a form that it cannot read', async () => {
    const found = await after(checked('note', 'note_mood', `position(text in 'GOOD BAD') > 0`), unreadIn);
    expect(found).toEqual(['note_mood: GOOD', 'note_mood: BAD']);
  });

  it('on a word in a function that no list has', async () => {
    const slip = `CREATE FUNCTION blackstart.slip(type text) RETURNS boolean LANGUAGE sql IMMUTABLE
      AS $$ SELECT type = 'SYSTEM_ONLNE' OR type = ANY ('{ENGINEER,COMANDER}') $$`;
    expect(await after(slip, strangersIn)).toEqual(['slip: SYSTEM_ONLNE', 'slip: COMANDER']);
  });
});
