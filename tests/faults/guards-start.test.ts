import { Client } from 'pg';
import { refuseToServe } from '../../src/postgres/guards';
import { type TestDatabase, createDatabase } from '../support/database';

const opposites: [RegExp, string][] = [
  [/^GRANT (.*) TO (\w+)$/, 'REVOKE $1 FROM $2'],
  [/^(ALTER TABLE \S+) (?:DISABLE|ENABLE) TRIGGER (?!ALL)(\w+)$/, '$1 ENABLE ALWAYS TRIGGER $2'],
  [/^(ALTER TABLE \S+) ENABLE ROW LEVEL SECURITY$/, '$1 DISABLE ROW LEVEL SECURITY'],
  [/^(ALTER TABLE \S+ ALTER \S+) DROP NOT NULL$/, '$1 SET NOT NULL'],
  [/^(ALTER FUNCTION .*) SECURITY DEFINER$/, '$1 SECURITY INVOKER'],
  [/^(UPDATE blackstart\.clock SET offset_ms) = 5$/, '$1 = 0'],
];

/** The statement that takes a change back; where there is none, the next test gets another database. */
function undone(sql: string): string | undefined {
  const [pattern, opposite] = opposites.find(([each]) => each.test(sql)) ?? [];
  return pattern && opposite && sql.replace(pattern, opposite);
}

describe('the check at start', () => {
  let database: TestDatabase;
  let owner: Client;
  let application: Client;

  const open = async () => {
    database = await createDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    application = new Client({ connectionString: database.appUrl });
    await Promise.all([owner.connect(), application.connect()]);
  };
  const close = async () => {
    await Promise.all([owner.end(), application.end()]);
    await database.drop();
  };

  beforeAll(open);
  afterEach(async () => {
    const undoing = changes.splice(0).map(undone);
    for (const sql of undoing) if (sql !== undefined) await owner.query(sql);
    if (!undoing.includes(undefined)) return expect(await reasons()).toEqual([]);
    await close();
    await open();
  });
  afterAll(close);

  const changes: string[] = [];
  async function change(sql: string): Promise<void> {
    changes.push(sql);
    await owner.query(sql);
  }

  const reasons = (client = application, clockMayBeMoved = false) => refuseToServe(client, clockMayBeMoved);

  const body = `SELECT prosrc AS source FROM pg_proc WHERE proname = 'refuse_gate'`;
  const role = () => new URL(database.appUrl).username;
  const name = () => new URL(database.appUrl).pathname.slice(1);

  it('lets the application serve from a database that is as the migrations made it', async () => {
    expect(await reasons()).toEqual([]);
  });

  it.each([
    [
      'a function is missing',
      'DROP TRIGGER guard_commit ON blackstart.incident_head; DROP FUNCTION blackstart.guard_commit()',
      ['The function guard_commit is missing.', 'The trigger incident_head.guard_commit is missing.'],
    ],
    [
      'a function lost its search path',
      'ALTER FUNCTION blackstart.record_events() RESET search_path',
      ['The function record_events is altered or disabled.'],
    ],
    [
      'a function runs in the name of its owner',
      'ALTER FUNCTION blackstart.refuse_gate(uuid, int, int) SECURITY DEFINER',
      ['The function refuse_gate is altered or disabled.'],
    ],
    [
      'a trigger is missing',
      'DROP TRIGGER guard_system ON blackstart.system',
      ['The trigger system.guard_system is missing.'],
    ],
    [
      'a trigger is disabled',
      'ALTER TABLE blackstart.system DISABLE TRIGGER guard_system',
      ['The trigger system.guard_system is altered or disabled.'],
    ],
    [
      'a trigger is not always on',
      'ALTER TABLE blackstart.system ENABLE TRIGGER guard_system',
      ['The trigger system.guard_system is altered or disabled.'],
    ],
    [
      'a trigger fires on something else',
      'DROP TRIGGER guard_system ON blackstart.system; CREATE TRIGGER guard_system BEFORE UPDATE OF name ON blackstart.system FOR EACH ROW EXECUTE FUNCTION blackstart.guard_system(); ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_system',
      ['The trigger system.guard_system is altered or disabled.'],
    ],
    [
      'a trigger is new',
      'CREATE TRIGGER quiet BEFORE UPDATE ON blackstart.system FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      ['The trigger system.quiet is unknown or disabled.'],
    ],
    [
      'a constraint is missing',
      'ALTER TABLE blackstart.system DROP CONSTRAINT system_online_is_signed',
      ['The constraint system.system_online_is_signed is missing.'],
    ],
    [
      'a constraint is weaker',
      'ALTER TABLE blackstart.system DROP CONSTRAINT system_online_is_signed, ADD CONSTRAINT system_online_is_signed CHECK (true)',
      ['The constraint system.system_online_is_signed is altered or disabled.'],
    ],
    [
      'a column may be empty',
      'ALTER TABLE blackstart.system ALTER version DROP NOT NULL',
      ['The constraint system NOT NULL is altered or disabled.'],
    ],
    [
      'a unique index is missing',
      'DROP INDEX blackstart.override_one_open',
      ['The constraint override.override_one_open is missing.'],
    ],
    ...(
      [
        ['override', 'guard_override'],
        ['override_approval', 'guard_approval'],
        ['event', 'record_events'],
        ['event_rows', 'record_rows'],
        ['line', 'guard_line'],
        ['system', 'guard_marks'],
      ] as const
    ).map(([table, trigger]): [string, string, string[]] => [
      `the trigger ${trigger} of ${table} is disabled`,
      `ALTER TABLE blackstart.${table} DISABLE TRIGGER ${trigger}`,
      [`The trigger ${table}.${trigger} is altered or disabled.`],
    ]),
    [
      'rows can hide',
      'ALTER TABLE blackstart.hold ENABLE ROW LEVEL SECURITY',
      ['The table hold has rules or row security, which could hide rows.'],
    ],
    ['the clock is moved', 'UPDATE blackstart.clock SET offset_ms = 5', ['The clock is moved by 5 ms.']],
  ])('refuses when %s', async (_what, sql, expected) => {
    await change(sql);
    expect(await reasons()).toEqual(expected);
  });

  it('refuses when the source of a guard was changed', async () => {
    const { rows } = await owner.query<{ source: string }>(body);
    const harmless = (rows[0] as { source: string }).source.replace('IF risen IS NULL', 'IF risen IS NOT NULL');
    await change(
      `CREATE OR REPLACE FUNCTION blackstart.refuse_gate(of_incident uuid, above int, up_to int) RETURNS void LANGUAGE plpgsql
       AS $$${harmless}$$`,
    );
    expect(await reasons()).toEqual(['The function refuse_gate is altered or disabled.']);
  });

  it('lets tests move the clock', async () => {
    await change('UPDATE blackstart.clock SET offset_ms = 5');
    expect(await reasons(application, true)).toEqual([]);
  });

  it('refuses when the foreign keys are switched off', async () => {
    await change('ALTER TABLE blackstart.dependency DISABLE TRIGGER ALL');
    const found = await reasons();
    expect(found.some((reason) => reason.includes('RI_ConstraintTrigger'))).toBe(true);
  });

  it.each([
    [
      'may make temporary tables',
      () => `GRANT TEMPORARY ON DATABASE ${name()} TO ${role()}`,
      'may make temporary tables, or create in the database',
    ],
    ['may create in the schema', () => `GRANT CREATE ON SCHEMA blackstart TO ${role()}`, 'may create in the schema'],
    [
      'may truncate',
      () => `GRANT TRUNCATE ON blackstart.hold TO ${role()}`,
      'may truncate, reference or put triggers on hold',
    ],
    [
      'may put triggers on a table',
      () => `GRANT TRIGGER ON blackstart.system TO ${role()}`,
      'may truncate, reference or put triggers on system',
    ],
    ['may set the clock', () => `GRANT UPDATE (offset_ms) ON blackstart.clock TO ${role()}`, 'may change clock'],
    ['may write a table', () => `GRANT INSERT ON blackstart.hold TO ${role()}`, 'may change hold'],
    ['may write a column', () => `GRANT UPDATE (state) ON blackstart.system TO ${role()}`, 'may change system'],
    ['may edit the log', () => `GRANT UPDATE ON blackstart.event TO ${role()}`, 'may change event'],
    ['owns a table', () => `ALTER TABLE blackstart.hold OWNER TO ${role()}`, 'owns, or belongs to the owner of, hold'],
  ])('refuses a role that %s', async (_what, sql, expected) => {
    await change(sql());
    expect(await reasons()).toContain(`The role of this session ${expected}.`);
  });

  it('refuses the owner', async () => {
    const found = await reasons(owner);
    expect(found.join('\n')).toMatch(/owns, or belongs to the owner of, access_grant, .*system/);
  });
});
