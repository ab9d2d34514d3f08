import { withClient } from '../../src/postgres/client';
import { Desks } from '../support/albion.desk';
import { depth } from '../support/depth';
import { mutate } from '../support/desk';
import { deadlocksIn, faultsOfLog, readLog } from '../support/logged';
import { makeToken } from '../support/people';

const rounds = depth(2, 5);
const atOnce = 64;
const answer = '{ override { status approvals { by { handle } } } event { position } userErrors { code } }';

describe('one person with five tokens approves an override 64 times at once, on two processes', () => {
  const desks = new Desks();
  let incident: string;
  let tokens: string[];

  beforeAll(async () => {
    await desks.open(2);
    const tops = Array.from({ length: rounds }, (_, n) => ({ key: `top-${n}`, dependsOn: ['base'] }));
    incident = await desks.declare('approvals', {
      systems: [{ key: 'base' }, ...tops],
      policy: { overrideApprovals: 2 },
    });
    await desks.works(incident).prepare(
      desks.cast,
      tops.map(({ key }) => key),
    );
    const { id, token } = desks.people.casey!;
    tokens = [token];
    while (tokens.length < 5) tokens.push((await makeToken(desks.server, id)).secret);
    for (const each of tokens) await desks.know(each);
  });
  afterAll(() => desks.close());

  const request = async (system: string): Promise<string> => {
    const input = { system, dependencies: ['base'], reason: 'it can run alone for a day' };
    return (await desks.works(incident).done(desks.cast.asks, 'requestOverride', input)).override.id;
  };
  const send = (override: string, by: readonly string[]): Promise<any[]> =>
    Promise.all(
      Array.from({ length: atOnce }, (_, n) => {
        const desk = { url: desks.servers[n % 2]!.url, token: by[n % by.length]! };
        return mutate(desk, 'approveOverride', 'OverrideActionInput', { incident, override }, answer);
      }),
    );
  const look = async (override: string) => {
    const { overrides } = await desks.works(incident).ask('overrides { id status approvals { by { handle } } }');
    const { status, approvals } = overrides.find(({ id }: any) => id === override);
    return { status, by: approvals.map(({ by }: any) => by.handle).sort() };
  };

  it('never counts twice, and the gate stays shut', async () => {
    for (let round = 0; round < rounds; round++) {
      const override = await request(`top-${round}`);
      const answers = await send(override, tokens);
      const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
      expect(codes).toEqual(['DONE', ...Array.from({ length: atOnce - 1 }, () => 'SEPARATION_OF_DUTIES')]);
      expect(await look(override)).toEqual({ status: 'REQUESTED', by: ['casey'] });
      const works = desks.works(incident, desks.servers[1]);
      await works.refused('BLOCKED', desks.cast.operates, 'bringSystemOnline', { system: `top-${round}` });
      await works.done(desks.cast.asks, 'rejectOverride', { override });
    }
    const log = await readLog(desks.database.ownerUrl, incident);
    expect(faultsOfLog(log)).toEqual([]);
    expect(log.filter(({ type }) => type === 'OVERRIDE_APPROVED')).toHaveLength(rounds);
  });

  it('counts two people who both send 64 at once as two', async () => {
    const override = await request('top-0');
    const answers = await send(override, [...tokens, ...tokens, desks.token('cole')]);
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(2);
    expect(await look(override)).toEqual({ status: 'APPROVED', by: ['casey', 'cole'] });
    const { rows } = await withClient(desks.database.ownerUrl, (client) =>
      client.query('SELECT count(*)::int AS count FROM blackstart.override_approval WHERE override_id = $1', [
        override,
      ]),
    );
    expect(rows).toEqual([{ count: 2 }]);
  });

  it('meets no deadlock on the way', async () => {
    await desks.stop();
    expect(await deadlocksIn(desks.database.ownerUrl)).toBe(0);
  });
});
