import { type Place, isAdmin, mayDo, mayRead, refuseForbidden } from '../../src/domain/permission';
import type { CommandName } from '../../src/domain/permission.table';
import { type Role, principalKinds, roles } from '../../src/domain/words';
import type { Actor, Grant } from '../../src/domain/world';
import { idOf } from '../support/board-builder';
import { person } from '../support/verdicts';

// The table "Who may", as it is written in the rules, for the commands that there are.
const table = `
|                                                                                             | OBSERVER | ENGINEER | VERIFIER | COMMANDER | ADMIN |
| addNote recordContainmentCheck placeHold revokeContainment                                  |          | yes      | yes      | yes       |       |
| startRestore markSystemRestored recordValidation bringSystemOnline takeSystemOffline        |          | yes      |          | yes       |       |
| markLineRunning markLineStopped requestOverride updateSystem                                |          | yes      |          | yes       |       |
| verifyContainment                                                                           |          |          | yes      |           |       |
| waiveContainmentCheck releaseAnothersHold achieveMilestone reopenMilestone                  |          |          |          | yes       |       |
| addDependency removeDependency changeTier applyPlan                                         |          |          |          | yes       |       |
| approveOverride rejectOverride retireSystem reinstateSystem closeIncident reopenIncident    |          |          |          | yes       |       |
| declareIncident                                                                             |          |          |          | yes       |       |
| seeBreakGlass                                                                               |          |          |          | yes       | yes   |
| managePrincipals                                                                            |          |          |          |           | yes   |
`;

const [, ...lines] = table
  .trim()
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const told = new Map<string, Role[]>(
  lines.flatMap(([commands = '', ...cells]) =>
    commands.split(' ').map((command) => [command, roles.filter((_, n) => cells[n] === 'yes')] as const),
  ),
);
/** "A SERVICE never verifies, waives, approves, releases holds, declares, closes, or achieves gates." */
const neverByService = [
  'verifyContainment',
  'waiveContainmentCheck',
  'approveOverride',
  'closeIncident',
  'releaseAnothersHold',
  'declareIncident',
  'achieveMilestone',
];

const [own, other] = [idOf('own incident'), idOf('other incident')];
const [ownPlant, otherPlant] = [idOf('own plant'), idOf('other plant')];

/** Grants by how far they reach, and the places that each one covers. */
const reaches: Record<string, { grant: Omit<Grant, 'role'>; covers: string[] }> = {
  'all incidents': {
    grant: { incidentId: null, plantId: null },
    covers: ['all incidents', 'own incident', 'own plant', 'other plant', 'other incident', 'plant of other incident'],
  },
  'one incident': { grant: { incidentId: own, plantId: null }, covers: ['own incident', 'own plant', 'other plant'] },
  'one plant': { grant: { incidentId: own, plantId: ownPlant }, covers: ['own plant'] },
};

const places: Record<string, Place> = {
  'all incidents': { incidentId: null, plantId: null },
  'own incident': { incidentId: own, plantId: null },
  'own plant': { incidentId: own, plantId: ownPlant },
  'other plant': { incidentId: own, plantId: otherPlant },
  'other incident': { incidentId: other, plantId: null },
  'plant of other incident': { incidentId: other, plantId: idOf('a plant elsewhere') },
};

const commands = [...told.keys()] as CommandName[];

describe('who may', () => {
  it('the table names every command, once', () => {
    expect(told.size).toBe(lines.flatMap(([names = '']) => names.split(' ')).length);
    expect(commands).toHaveLength(31);
  });

  describe.each(commands)('%s', (command) => {
    it.each(roles.flatMap((role) => principalKinds.map((kind) => [role, kind] as const)))('%s, %s', (role, kind) => {
      const isAllowed = told.get(command)!.includes(role) && (kind === 'HUMAN' || !neverByService.includes(command));
      for (const { grant, covers } of Object.values(reaches)) {
        const actor: Actor = { id: idOf('somebody'), kind, grants: [{ role, ...grant }] };
        for (const [name, place] of Object.entries(places)) {
          const expected = isAllowed && covers.includes(name);
          expect([command, role, kind, name, mayDo(actor, command, place)]).toEqual([
            command,
            role,
            kind,
            name,
            expected,
          ]);
          expect(refuseForbidden(actor, command, place)?.code).toBe(expected ? undefined : 'FORBIDDEN');
        }
      }
    });
  });

  it('nobody without a grant may do anything', () => {
    for (const command of commands) expect(mayDo(person('nobody', []), command, places['own plant']!)).toBe(false);
  });

  it('roles of several grants do not mix: the role must cover the place', () => {
    const grants: Grant[] = [
      { role: 'OBSERVER', incidentId: own, plantId: null },
      { role: 'ENGINEER', incidentId: other, plantId: null },
    ];
    expect(mayDo(person('ed', grants), 'startRestore', places['own incident']!)).toBe(false);
    expect(mayDo(person('ed', grants), 'startRestore', places['other incident']!)).toBe(true);
  });

  it('the refusal names the roles that may, and that it takes a human', () => {
    const refusal = refuseForbidden(person('ed', []), 'waiveContainmentCheck', places['own incident']!);
    expect(refusal?.message).toBe('This needs the role COMMANDER here by a human.');
  });
});

describe('reading', () => {
  it.each(roles)('is limited by incident, not by plant: %s', (role) => {
    const read = (grant: Omit<Grant, 'role'>) =>
      [own, other].map((id) => mayRead(person('ed', [{ role, ...grant }]), id));
    expect(read({ incidentId: own, plantId: null })).toEqual([true, false]);
    expect(read({ incidentId: own, plantId: ownPlant })).toEqual([true, false]);
    expect(read({ incidentId: null, plantId: null })).toEqual([true, true]);
    expect(mayRead(person('ed', []), own)).toBe(false);
  });
});

describe('an ADMIN', () => {
  it('manages principals with a grant for everything only', () => {
    expect(isAdmin(person('ada', [{ role: 'ADMIN', incidentId: null, plantId: null }]))).toBe(true);
    expect(isAdmin(person('ada', [{ role: 'ADMIN', incidentId: own, plantId: null }]))).toBe(false);
    expect(isAdmin(person('carla', [{ role: 'COMMANDER', incidentId: null, plantId: null }]))).toBe(false);
  });
});
