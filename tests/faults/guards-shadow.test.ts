import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, openAttack, outcomeOf } from '../support/attack';
import { bringForged, commitFact } from '../support/forged-incident';
import { insertRows } from '../support/forge';

const shadowed = { isolation: 'READ COMMITTED', trick: 'shadows' } as const;

describe('a guard that names no schema and looks at temporary tables first', () => {
  let attack: Attack;

  beforeEach(async () => {
    attack = await openAttack();
    const { app, incident } = attack;
    const { engineer } = incident.people;
    await commitFact(app, incident, { type: 'HOLD_PLACED', actor: engineer }, (version) =>
      insertRows(app, 'hold', [
        { incident_id: incident.id, id: engineer, reason: 'wait', placed_at: new Date(), placed_by: engineer, version },
      ]),
    );
  });
  afterEach(() => attack.end());

  const attempt = () =>
    outcomeOf(attack, shadowed, () => bringForged(attack.app, attack.incident, 'app', attack.incident.people.operator));

  /** Rewrites the guard that looks for holds. */
  async function rewrite(change: (definition: string) => string): Promise<void> {
    const { rows } = await attack.owner.query<{ definition: string }>(
      `SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname = 'refuse_risen'`,
    );
    await attack.owner.query(change((rows[0] as { definition: string }).definition));
  }

  it('is fooled by temporary tables, which shows that the shadows of these tests are dark', async () => {
    await rewrite((definition) =>
      definition
        .replace(/SET search_path.*\n/, 'SET search_path TO pg_temp, blackstart\n')
        .replaceAll(/blackstart\.(?!refuse_risen|now)/g, ''),
    );
    expect(await attempt()).toBe('COMMITTED');
  });

  it('refuses as the migrations make it', async () => {
    expect(await attempt()).toBe(SQLSTATE.gateHold);
  });
});
