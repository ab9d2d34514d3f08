import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, openAttack, outcomeOf } from '../support/attack';
import { inserted } from '../support/forge';
import { bringForged, commitFact, instant } from '../support/forged-incident';

const shadowed = { isolation: 'READ COMMITTED', trick: 'shadows' } as const;

describe('a guard that names no schema and looks at temporary tables first', () => {
  let attack: Attack;

  beforeEach(async () => {
    attack = await openAttack();
    const { app, incident } = attack;
    const { engineer } = incident.people;
    const hold = { id: engineer, systemId: null, plantId: null, reason: 'wait', placedBy: engineer };
    const rows = [inserted('hold', { ...hold, placedAt: await instant(app) })];
    await commitFact(app, incident, { type: 'HOLD_PLACED', actor: engineer, rows });
  });
  afterEach(() => attack.end());

  const attempt = () =>
    outcomeOf(attack, shadowed, () => bringForged(attack.app, attack.incident, 'app', attack.incident.people.operator));

  /** Rewrites a guard. */
  async function rewrite(name: string, change: (definition: string) => string): Promise<void> {
    const { rows } = await attack.owner.query<{ definition: string }>(
      'SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname = $1',
      [name],
    );
    await attack.owner.query(change((rows[0] as { definition: string }).definition));
  }

  it('is fooled by temporary tables, which shows that the shadows of these tests are dark', async () => {
    await attack.owner.query('ALTER FUNCTION blackstart.record_events() SET search_path = pg_temp, blackstart');
    expect(await attempt()).toBe(SQLSTATE.gateHold);
    await rewrite('refuse_risen', (definition) => definition.replaceAll(/blackstart\.(?!refuse_risen|now)/g, ''));
    expect(await attempt()).toBe('COMMITTED');
  });

  it('refuses as the migrations make it', async () => {
    expect(await attempt()).toBe(SQLSTATE.gateHold);
  });
});
