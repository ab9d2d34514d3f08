import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, type Manner, endsWith, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import {
  type ForgedFact,
  append,
  deleted,
  inserted,
  insertEvents,
  moveHead,
  nextEvents,
  updated,
} from '../support/forge';
import { cut, mend, note } from '../support/forged-facts';
import { about, instant, riseOf, rule, signature, stopForged, validationOf } from '../support/forged-incident';

let attack: Attack;

// app may not go ONLINE: what it waits for is OFFLINE
beforeAll(async () => {
  attack = await openAttack();
  await stopForged(attack.app, attack.incident, 'db');
});
afterAll(() => attack.end());

const operator = () => attack.incident.people.operator;
const rise = () => riseOf(attack.app, attack.incident, 'app', operator());
const judging = async () => {
  await attack.app.query('SET CONSTRAINTS ALL IMMEDIATE');
  await attack.app.query('SET CONSTRAINTS ALL DEFERRED');
};

/** A transaction of several statements: each writes the facts of one list, and the head has been moved for all of them before. */
async function inStatements(...lists: ForgedFact[][]): Promise<void> {
  const { app, incident } = attack;
  const events = await nextEvents(app, incident.id, lists.flat());
  await moveHead(app, events);
  let from = 0;
  for (const { length } of lists) await insertEvents(app, events.slice(from, (from += length)));
}

const ends = (manner: Manner, state: string, write: () => Promise<unknown>) =>
  outcomeOf(attack, manner, write).then((outcome) => expect(outcome).toBe(endsWith(state, manner)));

describe('a dependency that is taken away for one transaction', () => {
  it.each(manners)('cannot be put back after the judgement, at $isolation, trick: $trick', (manner) =>
    ends(manner, SQLSTATE.headNotRaised, async () => {
      await append(attack.app, attack.incident.id, [cut(attack.incident), await rise()]);
      await judging();
      await append(attack.app, attack.incident.id, [mend(attack.incident)]);
    }),
  );

  it('cannot be taken away or put back under a note', async () => {
    for (const fact of [cut(attack.incident), mend(attack.incident)]) {
      const hidden = () => append(attack.app, attack.incident.id, [{ ...note(attack.incident), rows: fact.rows! }]);
      await ends(plainly, SQLSTATE.eventNotApplied, hidden);
    }
  });

  it('cannot be written to the table', async () => {
    const { app, incident } = attack;
    await ends(plainly, SQLSTATE.insufficientPrivilege, async () => {
      await append(app, incident.id, [note(attack.incident)]);
      await app.query('DELETE FROM blackstart.dependency WHERE id = $1', [incident.edges.app]);
    });
  });

  it('is told by events of its own, or not taken away', async () => {
    await ends(plainly, 'COMMITTED', async () =>
      append(attack.app, attack.incident.id, [cut(attack.incident), mend(attack.incident)]),
    );
  });
});

describe('a transaction that was judged', () => {
  it.each(manners)('moves no head and writes no event any more, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const again = async () => {
      await append(app, incident.id, [note(attack.incident)]);
      await judging();
      await append(app, incident.id, [note(attack.incident)]);
    };
    await ends(manner, SQLSTATE.headNotRaised, again);
    const more = async () => {
      const events = await nextEvents(app, incident.id, [note(attack.incident)]);
      await moveHead(app, events);
      await insertEvents(app, events);
      await judging();
      const [next] = await nextEvents(app, incident.id, [note(attack.incident)]);
      await insertEvents(app, [next!]);
    };
    await ends(manner, SQLSTATE.headNotTaken, more);
  });

  it('is judged anew where all of it was taken back to a savepoint', async () => {
    const { app, incident } = attack;
    const partly = async (...facts: ForgedFact[]) => {
      await app.query('SAVEPOINT part');
      await append(app, incident.id, [note(attack.incident)]);
      await judging();
      await app.query('ROLLBACK TO part');
      await append(app, incident.id, facts);
    };
    await ends(plainly, 'COMMITTED', () => partly(note(attack.incident)));
    await ends(plainly, SQLSTATE.gateDependency, async () => partly(await rise()));
  });
});

describe('the rules of an incident that are emptied for one transaction', () => {
  it.each(manners)(
    'let nobody sign with fewer checks and put them back, at $isolation, trick: $trick',
    async (manner) => {
      const { app, incident } = attack;
      const { commander, verifier } = incident.people;
      const policy = (rules: unknown[]): ForgedFact => ({
        ...{ type: 'PLAN_APPLIED', actor: commander },
        rows: [updated('incident', { id: incident.id, rules })],
      });
      const signed = { ...(await signature(app, verifier)), requiredAtSigning: [] };
      const sign = about(incident, 'db', {
        ...{ type: 'CONTAINMENT_VERIFIED', actor: verifier },
        rows: [updated('system', { id: incident.systems.db, ...signed })],
      });
      const steps = [policy([]), ...(await validationOf(app, incident, 'db')), sign];
      const twice = async () => {
        await append(app, incident.id, [...steps, await riseOf(app, incident, 'db', operator())]);
        await judging();
        await append(app, incident.id, [policy([rule])]);
      };
      await ends(manner, SQLSTATE.headNotRaised, twice);
      const hidden = () => append(app, incident.id, [{ ...note(attack.incident), rows: policy([]).rows! }]);
      await ends(manner, SQLSTATE.eventNotApplied, hidden);
    },
  );
});

describe('a system goes ONLINE by the state before its own event', () => {
  const hold = (id: string, at: string): ForgedFact => {
    const { engineer } = attack.incident.people;
    const row = { id, systemId: attack.incident.systems.net, plantId: null, reason: 'wait', placedAt: at };
    const rows = [inserted('hold', { ...row, placedBy: engineer })];
    return about(attack.incident, 'net', { type: 'HOLD_PLACED', actor: engineer, rows });
  };
  const release = (id: string): ForgedFact => {
    const rows = [deleted('hold', { id })];
    return about(attack.incident, 'net', { type: 'HOLD_RELEASED', actor: attack.incident.people.engineer, rows });
  };

  it('not by what comes after it in the same transaction: a hold that is released', async () => {
    const { app, incident } = attack;
    await stopForged(app, incident, 'net');
    for (const fact of await validationOf(app, incident, 'net')) await commit(fact);
    const signs = { id: incident.systems.net, ...(await signature(app, incident.people.verifier)) };
    const rows = [updated('system', signs)];
    await commit(about(incident, 'net', { type: 'CONTAINMENT_VERIFIED', actor: incident.people.verifier, rows }));
    const id = randomUUID();
    const facts = [hold(id, await instant(app)), await riseOf(app, incident, 'net', operator()), release(id)];
    await ends(plainly, SQLSTATE.gateHold, () => append(app, incident.id, facts));
    await ends(plainly, SQLSTATE.gateHold, () => inStatements(...facts.map((fact) => [fact])));
    const [placed, risen, released] = facts as [ForgedFact, ForgedFact, ForgedFact];
    await ends(plainly, 'COMMITTED', () => append(app, incident.id, [placed, released, risen]));
  });

  it('not by a dependency that goes ONLINE after it', async () => {
    const { app, incident } = attack;
    for (const fact of await validationOf(app, incident, 'db')) await commit(fact);
    const signs = { id: incident.systems.db, ...(await signature(app, incident.people.verifier)) };
    const rows = [updated('system', signs)];
    await commit(about(incident, 'db', { type: 'CONTAINMENT_VERIFIED', actor: incident.people.verifier, rows }));
    const [above, below] = [await rise(), await riseOf(app, incident, 'db', operator())];
    await ends(plainly, SQLSTATE.gateDependency, () => append(app, incident.id, [above, below]));
    await ends(plainly, SQLSTATE.gateDependency, () => inStatements([above], [below]));
    await ends(plainly, 'COMMITTED', () => append(app, incident.id, [below, above]));
  });

  async function commit(fact: ForgedFact): Promise<void> {
    expect(await outcomeOf(attack, plainly, () => append(attack.app, attack.incident.id, [fact]))).toBe('COMMITTED');
  }
});
