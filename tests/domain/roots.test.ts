import { type Given, boardWith, noon } from '../support/board-builder';
import { indexOf } from '../support/verdicts';

const online = { state: 'ONLINE', signed: true } as const;
const free = { state: 'VALIDATED', signed: true } as const;
const plants = ['BUR'];

/** The root blockers of mes in short: kind and key of what somebody can act on. */
function rootsOf(given: Given): string[] {
  const board = boardWith({ ...given, plants });
  return board.rootBlockersOf(indexOf(board, 'mes')).map(({ kind, systemId, milestoneId, lineId, holdId }) => {
    if (milestoneId) return `${kind} ${board.milestones.at(board.milestones.indexOf(milestoneId)).key}`;
    if (lineId) return `${kind} ${board.lines.at(board.lines.indexOf(lineId)).key}`;
    if (holdId && !systemId) return kind;
    return systemId ? `${kind} ${board.systems.at(board.systems.indexOf(systemId)).key}` : kind;
  });
}

const rows: [string, Given, string[]][] = [
  ['none of one that may go online', { systems: { mes: free } }, []],
  ['none of one that is ONLINE', { systems: { mes: online, erp: 'OFFLINE' }, dependencies: ['mes > erp'] }, []],
  ['leaves: its own STATE and CONTAINMENT', { systems: { mes: 'OFFLINE' } }, ['STATE mes', 'CONTAINMENT mes']],
  [
    'leaves: INCIDENT and HOLD',
    { systems: { mes: free }, holds: ['mes', 'incident'], incident: { status: 'CLOSED' } },
    ['INCIDENT', 'HOLD mes', 'HOLD'],
  ],
  [
    'DEPENDENCY descends into what blocks it',
    { systems: { mes: free, erp: free, ad: 'RESTORED' }, dependencies: ['mes > erp', 'erp > ad'] },
    ['STATE ad', 'CONTAINMENT ad'],
  ],
  [
    'DEPENDENCY that nothing blocks: it only has to be brought online',
    { systems: { mes: free, erp: free }, dependencies: ['mes > erp'] },
    ['STATE erp'],
  ],
  [
    'DEPENDENCY that is held',
    { systems: { mes: free, erp: free }, dependencies: ['mes > erp'], holds: ['erp'] },
    ['HOLD erp'],
  ],
  [
    'each leaf once, on whatever ways it is reached',
    {
      systems: { mes: free, a: free, b: free, ad: 'OFFLINE' },
      dependencies: ['mes > a', 'mes > b', 'a > ad', 'b > ad', 'mes > ad'],
      holds: ['incident'],
    },
    ['STATE ad', 'CONTAINMENT ad', 'HOLD'],
  ],
  [
    'a dependency that need only be VALIDATED descends to its STATE and CONTAINMENT alone',
    {
      systems: { mes: free, erp: 'RESTORED', ad: 'OFFLINE' },
      dependencies: ['mes > erp @VALIDATED', 'erp > ad'],
      holds: ['erp'],
    },
    ['STATE erp', 'CONTAINMENT erp'],
  ],
  [
    'and, where it is VALIDATED and not trusted, to its CONTAINMENT alone',
    {
      systems: { mes: free, erp: { state: 'VALIDATED' }, ad: 'OFFLINE' },
      dependencies: ['mes > erp @VALIDATED', 'erp > ad'],
      holds: ['erp'],
    },
    ['CONTAINMENT erp'],
  ],
  [
    'DEPENDENCY_UNTRUSTED descends to the containment of one that is ONLINE',
    { systems: { mes: free, erp: { state: 'ONLINE', signed: true, expiresAt: noon } }, dependencies: ['mes > erp'] },
    ['CONTAINMENT erp'],
  ],
  [
    'DEPENDENCY_UNTRUSTED descends into its cause',
    {
      systems: { mes: free, erp: online, ad: online, time: 'OFFLINE' },
      dependencies: ['mes > erp', 'erp > ad', 'ad > time'],
    },
    ['STATE time', 'CONTAINMENT time'],
  ],
  [
    'and on into what blocks the cause',
    {
      systems: { mes: free, erp: online, ad: free, time: free },
      dependencies: ['mes > erp', 'erp > ad', 'ad > time'],
      holds: ['time'],
    },
    ['HOLD time'],
  ],
  [
    'a RETIRED dependency: reinstated or no longer waited for, whatever signature it has',
    { systems: { mes: free, erp: { state: 'RETIRED', signed: true } }, dependencies: ['mes > erp'] },
    ['STATE erp'],
  ],
  [
    'a RETIRED cause',
    {
      systems: { mes: free, erp: online, ad: { state: 'RETIRED', signed: true } },
      dependencies: ['mes > erp', 'erp > ad'],
    },
    ['STATE ad'],
  ],
  [
    'MILESTONE descends into its criteria',
    {
      systems: { mes: { ...free, after: ['M1'] }, ad: 'OFFLINE' },
      milestones: { M1: { gate: true, systems: ['ad'] } },
    },
    ['STATE ad', 'CONTAINMENT ad'],
  ],
  [
    'MILESTONE that waits for a commander is a leaf',
    { systems: { mes: { ...free, after: ['M1'] }, ad: online }, milestones: { M1: { gate: true, systems: ['ad'] } } },
    ['MILESTONE M1'],
  ],
  [
    'a gate that must be declared again is a leaf too',
    {
      systems: { mes: { ...free, after: ['M1'] }, ad: online },
      milestones: { M1: { gate: true, systems: ['ad'], achieved: true, voided: true } },
    },
    ['MILESTONE M1'],
  ],
  [
    'MILESTONE descends into milestones',
    {
      systems: { mes: { ...free, after: ['M2'] }, ad: online },
      milestones: { M1: { gate: true, systems: ['ad'] }, M2: { gate: true, milestones: ['M1'] } },
    },
    ['MILESTONE M1'],
  ],
  [
    'LINE descends into its systems and feeding lines',
    {
      systems: { mes: { ...free, after: ['M1'] }, a: 'OFFLINE', b: free },
      lines: { body: { plant: 'BUR', systems: ['a'] }, final: { plant: 'BUR', systems: ['b'], fedBy: ['body'] } },
      milestones: { M1: { gate: true, lines: ['final'] } },
    },
    ['STATE b', 'STATE a', 'CONTAINMENT a'],
  ],
  [
    'a LINE that only has to be marked running is a leaf',
    {
      systems: { mes: { ...free, after: ['M1'] }, a: online },
      lines: { body: { plant: 'BUR', systems: ['a'] } },
      milestones: { M1: { gate: true, linesMustRun: true, lines: ['body'] } },
    },
    ['LINE body'],
  ],
];

describe('rootBlockers', () => {
  it.each(rows)('%s', (_, given, expected) => expect(rootsOf(given)).toEqual(expected));

  it('go a long way down without running out of stack', () => {
    const keys = Array.from({ length: 300 }, (_, n) => `s${String(n).padStart(3, '0')}`);
    const systems = Object.fromEntries(keys.map((key) => [key, free]));
    const dependencies = keys.slice(1).map((key, n) => `${key} > ${keys[n]}`);
    const given = {
      systems: { ...systems, mes: free },
      dependencies: [...dependencies, 'mes > s299'],
      holds: ['s000'],
    };
    expect(rootsOf(given)).toEqual(['HOLD s000']);
  });
});
