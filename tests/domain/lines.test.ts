import { type Given, boardWith, idOf } from '../support/board-builder';
import { codesOf, done, give, giveLine, milestoneStatus, typesOf } from '../support/verdicts';

type Line = NonNullable<Given['lines']>[string];
const plants = ['BUR'];
const line = (more: Line): Line => ({ plant: 'BUR', ...more });
const systems: Given['systems'] = { up: 'ONLINE', down: 'VALIDATED', gone: 'RETIRED' };
const lines: Given['lines'] = {
  body: line({ systems: ['down'] }),
  press: line({ systems: ['up', 'gone'] }),
  rolling: line({ systems: ['up'], fedBy: ['body'], running: true }),
};
const statusOf = (one: Line): string => {
  const board = boardWith({ plants, systems, lines: { ...lines, one: line(one) } });
  return board.lineStatusOf(board.lines.indexOf(idOf('one')));
};

describe('line: status, the first that holds', () => {
  it.each([
    ['a system missing BLOCKED', { systems: ['up', 'down'] }, 'BLOCKED'],
    ['a system missing BLOCKED, marked running or not', { systems: ['down'], running: true }, 'BLOCKED'],
    [
      'a system missing BLOCKED, before its feeding lines are looked at',
      { systems: ['down'], fedBy: ['body'] },
      'BLOCKED',
    ],
    ['marked running RUNNING', { systems: ['up'], running: true }, 'RUNNING'],
    ['marked running RUNNING, from stock', { fedBy: ['body'], running: true }, 'RUNNING'],
    ['a feeding line not READY or RUNNING STARVED', { systems: ['up'], fedBy: ['press', 'body'] }, 'STARVED'],
    ['else READY: fed by one that is READY', { systems: ['up'], fedBy: ['press'] }, 'READY'],
    ['else READY: fed by one that is RUNNING', { fedBy: ['rolling'] }, 'READY'],
    ['retired systems drop out', { systems: ['gone'] }, 'READY'],
  ] as [string, Line, string][])('%s', (_, one, status) => expect(statusOf(one)).toBe(status));

  it('hunger goes on along the feeding lines', () => {
    const chain = { ...lines, a: line({ fedBy: ['body'] }), b: line({ fedBy: ['a'] }), c: line({ fedBy: ['b'] }) };
    const board = boardWith({ plants, systems, lines: chain });
    expect(['a', 'b', 'c'].map((key) => board.lineStatusOf(board.lines.indexOf(idOf(key))))).toEqual(
      Array(3).fill('STARVED'),
    );
  });
});

describe('markLineRunning', () => {
  const board = boardWith({
    ...{ plants, systems },
    lines: { ...lines, ready: line({ systems: ['up'] }), starved: line({ fedBy: ['body'] }) },
  });

  it.each([
    ['from READY', 'ready', {}, []],
    ['from STARVED with a reason (from stock)', 'starved', { reason: 'from stock' }, []],
    ['not from STARVED without one', 'starved', {}, ['INVALID_INPUT']],
    ['not from STARVED with an empty one', 'starved', { reason: ' ' }, ['INVALID_INPUT']],
    ['not from BLOCKED', 'body', { reason: 'we must' }, ['INVALID_TRANSITION']],
    ['not when marked already', 'rolling', { reason: 'again' }, ['INVALID_TRANSITION']],
  ] as [string, string, object, string[]][])('%s', (_, key, input, codes) => {
    expect(codesOf(giveLine(board, 'markLineRunning', key, input))).toEqual(codes);
  });

  it('says what blocks it', () => {
    expect(giveLine(board, 'markLineRunning', 'body').refusals[0]?.blockers).toMatchObject([
      { kind: 'DEPENDENCY', systemId: idOf('down') },
    ]);
  });

  it('names the line and its plant; markLineStopped takes it back, once', () => {
    const verdict = giveLine(board, 'markLineRunning', 'ready');
    expect(verdict.drafts[0]?.event).toMatchObject({
      type: 'LINE_RUNNING',
      lineId: idOf('ready'),
      plantId: idOf('BUR'),
    });
    const stopped = giveLine(done(verdict), 'markLineStopped', 'ready');
    expect(typesOf(stopped)).toEqual(['LINE_STOPPED']);
    expect(codesOf(giveLine(done(stopped), 'markLineStopped', 'ready'))).toEqual(['INVALID_TRANSITION']);
  });

  it('markLineStopped stops one that is BLOCKED while running', () => {
    const broken = boardWith({ plants, systems, lines: { one: line({ systems: ['down'], running: true }) } });
    expect(codesOf(giveLine(broken, 'markLineStopped', 'one'))).toEqual([]);
  });

  it('a feeding line is no blocker of one that is marked running: it produces from stock once its system is back', () => {
    const broken = boardWith({
      plants,
      systems,
      lines: { ...lines, one: line({ systems: ['down'], fedBy: ['body'], running: true }) },
    });
    const kinds = broken.lineBlockersOf(broken.lines.indexOf(idOf('one'))).map(({ kind }) => kind);
    expect(kinds).toEqual(['DEPENDENCY']);
  });
});

describe('BLOCKED while running is a risk of the line', () => {
  it.each([
    ['a system missing', { systems: ['up', 'down'], running: true }, [idOf('down')]],
    ['not while it is not marked', { systems: ['down'] }, []],
    ['not while nothing is missing', { systems: ['up', 'gone'], running: true }, []],
  ] as [string, Line, string[]][])('%s', (_, one, expected) => {
    const board = boardWith({ plants, systems, lines: { one: line(one) } });
    const risks = board.lineRisksOf(0);
    expect(risks.map(({ systemId }) => systemId)).toEqual(expected);
    expect(risks.every(({ kind }) => kind === 'RUNNING_WITHOUT_SYSTEM')).toBe(true);
  });
});

describe('milestone criteria: lines READY or RUNNING (linesMustRun: RUNNING)', () => {
  it.each([
    [false, { systems: ['up'] }, 'READY'],
    [false, { running: true }, 'READY'],
    [true, { systems: ['up'] }, 'PENDING'],
    [true, { systems: ['up'], running: true }, 'READY'],
    [false, { systems: ['down'] }, 'PENDING'],
    [true, { systems: ['down'], running: true }, 'PENDING'],
    [false, { fedBy: ['body'] }, 'PENDING'],
    [true, { fedBy: ['body'], running: true }, 'READY'],
  ] as [boolean, Line, string][])('linesMustRun %s, %j: the gate is %s', (linesMustRun, one, status) => {
    const milestones = { M1: { gate: true, linesMustRun, lines: ['one'] } };
    const board = boardWith({ plants, systems, lines: { ...lines, one: line(one) }, milestones });
    expect(milestoneStatus(board, 'M1')).toBe(status);
  });

  it('met by marking the line: achieved in the same transaction', () => {
    const milestones = { M1: { linesMustRun: true, lines: ['press'] } };
    const verdict = giveLine(boardWith({ plants, systems, lines, milestones }), 'markLineRunning', 'press');
    expect(typesOf(verdict)).toEqual(['LINE_RUNNING', 'MILESTONE_ACHIEVED']);
  });

  it('met by the last system of a line that feeds another one: achieved in the same transaction', () => {
    const board = boardWith({
      ...{ plants, systems: { mes: { state: 'VALIDATED', signed: true } } },
      lines: { first: line({ systems: ['mes'] }), second: line({ fedBy: ['first'] }) },
      milestones: { M1: { lines: ['second'] } },
    });
    expect(typesOf(give(board, 'bringSystemOnline', 'mes'))).toEqual(['SYSTEM_ONLINE', 'MILESTONE_ACHIEVED']);
  });

  it('a gate of which a system of its lines was revoked is READY once met again and must be declared again', () => {
    const given = (state: 'ONLINE' | 'STOPPING', voided: boolean): Given => ({
      ...{ plants, systems: { mes: { state, signed: true } }, lines: { first: line({ systems: ['mes'] }) } },
      milestones: { M1: { gate: true, lines: ['first'], achieved: true, voided } },
    });
    const revoked = done(give(boardWith(given('ONLINE', false)), 'revokeContainment', 'mes'));
    expect(revoked.milestones.at(0).voided).toBe(true);
    expect(milestoneStatus(revoked, 'M1')).toBe('REGRESSED');
    expect(milestoneStatus(boardWith(given('ONLINE', true)), 'M1')).toBe('READY');
  });
});

describe('plant: counted over its essential systems and those of its lines, without the retired', () => {
  it.each([
    ['all ONLINE', { a: 'ONLINE', b: 'ONLINE' }, 'READY'],
    ['some ONLINE', { a: 'ONLINE', b: 'VALIDATED' }, 'PARTIAL'],
    ['none ONLINE', { a: 'VALIDATED', b: 'STOPPING' }, 'HALTED'],
    ['the retired left out', { a: 'ONLINE', b: 'RETIRED' }, 'READY'],
    ['nothing left', { a: 'RETIRED', b: 'RETIRED' }, 'HALTED'],
  ] as const)('%s', (_, { a, b }, status) => {
    const board = boardWith({
      plants,
      systems: {
        a: { state: a, plant: 'BUR', essential: true },
        b: { state: b },
        beside: { state: 'OFFLINE', plant: 'BUR', essential: false },
      },
      lines: { one: line({ systems: ['b'] }) },
    });
    expect(board.plantStatusOf(0)).toBe(status);
  });
});
