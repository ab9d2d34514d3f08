import { systemStates } from '../../src/domain/words';
import { type GivenSystem, boardWith, idOf } from '../support/board-builder';
import { changesOf, codesOf, done, give, rowOf, typesOf } from '../support/verdicts';

const boardOfOne = (system: GivenSystem = {}) => boardWith({ teams: ['ot', 'infra'], systems: { mes: system } });
const edit = (input: object, system: GivenSystem = {}) =>
  give(boardOfOne(system), 'updateSystem', 'mes', { name: undefined, ...input });

describe('updateSystem', () => {
  it.each([
    ['name', { name: 'The MES' }, { name: 'The MES' }],
    ['description', { description: 'runs the line' }, { description: 'runs the line' }],
    ['team', { team: 'ot' }, { teamId: idOf('ot') }],
    ['tier', { tier: 3 }, { tier: 3 }],
    ['rtoMinutes', { rtoMinutes: 90 }, { rtoMinutes: 90 }],
    ['mtdMinutes', { mtdMinutes: 0 }, { mtdMinutes: 0 }],
    [
      'estimate',
      { estimate: { optimistic: 1, likely: 2, pessimistic: 2 } },
      { optimistic: 1, likely: 2, pessimistic: 2 },
    ],
    ['workaround', { workaround: 'paper' }, { workaround: 'paper' }],
    ['serviceLevel', { serviceLevel: 'WORKAROUND' }, { serviceLevel: 'WORKAROUND' }],
    ['tags', { tags: ['sap', 'core'] }, { tags: ['sap', 'core'] }],
  ])('sets %s, and nothing else', (_, input, columns) => {
    const verdict = edit(input);
    expect(typesOf(verdict)).toEqual(['SYSTEM_UPDATED']);
    expect(changesOf(verdict)).toEqual([{ table: 'system', op: 'update', row: { id: idOf('mes'), ...columns } }]);
    expect(rowOf(verdict.board, 'mes')).toEqual({ ...rowOf(boardOfOne(), 'mes'), ...columns, version: 2 });
  });

  it('finds the team by UUID too', () => {
    expect(rowOf(done(edit({ team: idOf('infra') })), 'mes').teamId).toBe(idOf('infra'));
  });

  it.each([
    ['description', { description: 'x' }, { description: null }],
    ['team', { team: 'ot' }, { teamId: null }],
    ['rtoMinutes', { rtoMinutes: 5 }, { rtoMinutes: null }],
    ['mtdMinutes', { mtdMinutes: 5 }, { mtdMinutes: null }],
    ['estimate', { optimistic: 1, likely: 1, pessimistic: 1 }, { optimistic: null, likely: null, pessimistic: null }],
    ['workaround', { workaround: 'paper' }, { workaround: null }],
    ['tags', { tags: ['a'] }, { tags: [] }],
  ])('null clears %s; left out leaves it', (field, given, cleared) => {
    expect(rowOf(done(edit({ [field]: null }, given)), 'mes')).toMatchObject(cleared);
    const kept = rowOf(boardOfOne(given), 'mes');
    expect(rowOf(done(edit({ name: 'other' }, given)), 'mes')).toEqual({ ...kept, name: 'other', version: 2 });
  });

  it('what does not change anything makes no event', () => {
    const verdict = edit({ name: 'mes', tier: 1, tags: [], description: null, serviceLevel: 'NONE' });
    expect([codesOf(verdict), typesOf(verdict)]).toEqual([[], []]);
  });

  it.each([
    [{ name: null }, ['name']],
    [{ name: ' ' }, ['name']],
    [{ tier: null }, ['tier']],
    [{ serviceLevel: null }, ['serviceLevel']],
    [{ tier: -1 }, ['tier']],
    [{ tier: 100 }, ['tier']],
    [{ rtoMinutes: -1 }, ['rtoMinutes']],
    [{ mtdMinutes: -1 }, ['mtdMinutes']],
    [{ estimate: { optimistic: -1, likely: 1, pessimistic: 1 } }, ['estimate']],
    [{ estimate: { optimistic: 2, likely: 1, pessimistic: 3 } }, ['estimate']],
    [{ estimate: { optimistic: 1, likely: 4, pessimistic: 3 } }, ['estimate']],
  ])('is INVALID_INPUT: %j', (input, field) => {
    expect(edit(input).refusals).toMatchObject([{ code: 'INVALID_INPUT', field }]);
  });

  it('a team that there is not is NOT_FOUND', () => {
    expect(edit({ team: 'nobody' }).refusals).toMatchObject([{ code: 'NOT_FOUND', field: ['team'] }]);
  });

  it.each(systemStates)(
    'serviceLevel of a system that is %s: FULL or DEGRADED only while ONLINE, else NONE or WORKAROUND',
    (state) => {
      const levels = ['NONE', 'WORKAROUND', 'DEGRADED', 'FULL'] as const;
      const accepted = levels.filter((serviceLevel) => codesOf(edit({ serviceLevel }, { state })).length === 0);
      expect(accepted).toEqual(state === 'ONLINE' ? ['DEGRADED', 'FULL'] : ['NONE', 'WORKAROUND']);
    },
  );

  it('a change of tier rebuilds what the policy requires', () => {
    const rules = [{ zones: [], minTier: null, maxTier: 1, safetyOnly: false, require: ['OTHER' as const] }];
    const board = boardWith({ incident: { rules }, systems: { mes: { tier: 2 } } });
    expect(board.containmentOf(0).required).toEqual([]);
    expect(done(give(board, 'updateSystem', 'mes', { tier: 1 })).containmentOf(0).required).toEqual(['OTHER']);
  });
});
