import { eachOnce, inDependencyOrder, refuseNumber } from '../../src/domain/named';
import type { Grant } from '../../src/domain/world';
import { type Given, boardWith, idOf } from '../support/board-builder';
import { type SystemCommandName, codesOf, give, person } from '../support/verdicts';

interface Case {
  command: SystemCommandName;
  given: Given;
  input?: object;
  by?: ReturnType<typeof person>;
  system?: string;
  expectedVersion?: number;
}

const nobody = person('ben', []);
const closed = { status: 'CLOSED' } as const;
const nul = { note: 'a\u0000' };
const mes = (change: object): Given => ({ systems: { mes: { ...change } }, require: ['EVIDENCE_PRESERVED'] });
const byBen = { restoredBy: idOf('ben') };

// Each case breaks the rule it is named for and the next one of the list, so the order of both shows.
const cases: Record<string, Case> = {
  NOT_FOUND: { command: 'startRestore', given: mes({}), system: 'nothing', by: nobody },
  FORBIDDEN: { command: 'startRestore', given: { ...mes({}), incident: closed }, by: nobody },
  INCIDENT_CLOSED: { command: 'startRestore', given: { ...mes({}), incident: closed }, expectedVersion: 7 },
  STALE_VERSION: { command: 'startRestore', given: mes({}), input: nul, expectedVersion: 7 },
  INVALID_INPUT: { command: 'startRestore', given: mes({ state: 'ONLINE' }), input: nul },
  INVALID_TRANSITION: { command: 'verifyContainment', given: mes({ state: 'OFFLINE', ...byBen }) },
  SEPARATION_OF_DUTIES: { command: 'verifyContainment', given: mes({ state: 'RESTORED', ...byBen }) },
  CHECKS_INCOMPLETE: { command: 'startRestore', given: { ...mes({}), holds: ['mes'] } },
  BLOCKED: { command: 'startRestore', given: { systems: { mes: 'OFFLINE' }, holds: ['mes'] } },
};

describe('where several refusals fit, the first of the list', () => {
  it.each(Object.entries(cases))('%s', (code, { command, given, input, by, system, expectedVersion }) => {
    const when = { by: by ?? 'ben', ...(expectedVersion === undefined ? {} : { expectedVersion }) };
    expect(codesOf(give(boardWith(given), command, system ?? 'mes', { ...input }, when))).toEqual([code]);
  });

  it.each([
    ['INVALID_INPUT before INVALID_TRANSITION', 'takeSystemOffline', mes({}), { reason: '' }, 'INVALID_INPUT'],
    ['so too for a revocation', 'revokeContainment', mes({ state: 'RETIRED' }), { reason: '' }, 'INVALID_INPUT'],
    ['and a validation', 'recordValidation', mes({ state: 'ONLINE' }), { passed: false, note: '' }, 'INVALID_INPUT'],
    ['and a check', 'recordContainmentCheck', mes({ state: 'RETIRED' }), { outcome: 'PASSED' }, 'INVALID_INPUT'],
    ['and a waiver', 'waiveContainmentCheck', mes({ state: 'RETIRED' }), { reason: '' }, 'INVALID_INPUT'],
    [
      'INVALID_TRANSITION before SEPARATION_OF_DUTIES at the gate',
      'bringSystemOnline',
      mes({ state: 'ONLINE', ...byBen }),
      {},
      'INVALID_TRANSITION',
    ],
    [
      'SEPARATION_OF_DUTIES before BLOCKED at the gate',
      'bringSystemOnline',
      mes({ state: 'OFFLINE', ...byBen }),
      {},
      'SEPARATION_OF_DUTIES',
    ],
    [
      'INVALID_TRANSITION before CHECKS_INCOMPLETE',
      'startRestore',
      mes({ state: 'RESTORED' }),
      {},
      'INVALID_TRANSITION',
    ],
  ] as [string, SystemCommandName, Given, object, string][])('%s', (_, command, given, input, code) => {
    expect(codesOf(give(boardWith(given), command, 'mes', { ...input }))).toEqual([code]);
  });

  it('NOT_FOUND of a team before the faults of the other fields', () => {
    expect(codesOf(give(boardWith(mes({})), 'updateSystem', 'mes', { team: 'nobody', name: '' }))).toEqual([
      'NOT_FOUND',
    ]);
  });

  it('the version that was looked at is accepted while it is the present one', () => {
    expect(
      codesOf(give(boardWith({ systems: { mes: 'OFFLINE' } }), 'startRestore', 'mes', {}, { expectedVersion: 1 })),
    ).toEqual([]);
  });

  it('a refusal leaves the board as it was, and no event', () => {
    const board = boardWith({ systems: { mes: 'OFFLINE' } });
    const verdict = give(board, 'bringSystemOnline', 'mes');
    expect(verdict.board).toBe(board);
    expect(verdict.drafts).toEqual([]);
    expect(verdict.objectId).toBe(idOf('mes'));
  });
});

describe('bringSystemOnline', () => {
  it.each(['STOPPING', 'ONLINE', 'RETIRED'] as const)('on a system that is %s is INVALID_TRANSITION', (state) => {
    const board = boardWith({ systems: { mes: state }, holds: ['mes'] });
    expect(codesOf(give(board, 'bringSystemOnline', 'mes'))).toEqual(['INVALID_TRANSITION']);
  });

  it.each(['OFFLINE', 'RESTORING', 'RESTORED'] as const)('on one that is %s is BLOCKED with all blockers', (state) => {
    const board = boardWith({ systems: { mes: state, ad: 'OFFLINE' }, dependencies: ['mes > ad'], holds: ['mes'] });
    const { refusals } = give(board, 'bringSystemOnline', 'mes');
    expect(refusals[0]?.blockers.map(({ kind }) => kind)).toEqual(['STATE', 'CONTAINMENT', 'DEPENDENCY', 'HOLD']);
  });

  it('says the first blocker and how many more there are', () => {
    const board = boardWith({ systems: { mes: 'OFFLINE' }, holds: ['mes'] });
    const [refusal] = give(board, 'bringSystemOnline', 'mes').refusals;
    expect(refusal?.message).toBe('mes may not go online: mes is OFFLINE; it must be VALIDATED. (and 2 more)');
  });
});

describe('many systems', () => {
  const board = boardWith({ systems: { a: 'OFFLINE', b: 'OFFLINE', c: 'OFFLINE' }, dependencies: ['a > b', 'b > c'] });

  it('the same one by key and by UUID counts once, the first time', () => {
    expect(eachOnce(board, ['b', idOf('a'), idOf('b'), 'a', 'x', 'x'])).toEqual(['b', idOf('a'), 'x']);
  });

  it('are taken in dependency order: what one waits for comes before it', () => {
    expect(inDependencyOrder(board, ['a', idOf('c'), 'b', 'a'])).toEqual([idOf('c'), 'b', 'a']);
  });

  it.each([
    [0, true],
    [1, false],
    [500, false],
    [501, true],
  ])('%i of them: refused %s', (number, isRefused) => {
    expect(refuseNumber(Array<string>(number).fill('a')) !== null).toBe(isRefused);
  });

  it('a grant for one plant does not cover a system that belongs to none', () => {
    const limited: Grant = { role: 'ENGINEER', incidentId: idOf('incident'), plantId: idOf('BUR') };
    const both = boardWith({ plants: ['BUR'], systems: { mes: { plant: 'BUR' }, ad: 'OFFLINE' } });
    const by = person('ed', [limited]);
    expect(codesOf(give(both, 'startRestore', 'mes', {}, { by }))).toEqual([]);
    expect(codesOf(give(both, 'startRestore', 'ad', {}, { by }))).toEqual(['FORBIDDEN']);
  });
});
