import { decideClose, decideReopenIncident } from '../../src/domain/closing';
import { blackstartPrincipalId } from '../../src/domain/event';
import { type Given, boardWith, idOf, noon } from '../support/board-builder';
import { codesOf, done, give, giveIncident, typesOf } from '../support/verdicts';

const over: Given = {
  systems: { ad: { state: 'ONLINE', signed: true }, fax: 'RETIRED' },
  milestones: { M1: { gate: true, systems: ['ad'], achieved: true } },
};
const close = (given: Given, abandon = false, reason = 'all is back') =>
  giveIncident(boardWith(given), (world, moment) => decideClose(world, moment, { reason, abandon }));
const override = (more: object) => ({ ...over, overrides: [{ of: 'ad', ...more }] });

describe('closeIncident', () => {
  it('once every system is ONLINE or RETIRED, every milestone ACHIEVED, no override open, no hold placed', () => {
    const verdict = close(over);
    expect(typesOf(verdict)).toEqual(['INCIDENT_CLOSED']);
    expect(done(verdict).incident).toMatchObject({ status: 'CLOSED', closedAt: noon });
  });

  const unmet: [string, Given, string[]][] = [
    ['a system is not back', { ...over, systems: { ...over.systems, mes: 'VALIDATED' } }, ['STATE']],
    ['a system is STOPPING', { ...over, systems: { ...over.systems, mes: 'STOPPING' } }, ['STATE']],
    ['a milestone is READY', { ...over, milestones: { M1: { gate: true, systems: ['ad'] } } }, ['MILESTONE']],
    ['an override is REQUESTED', override({ status: 'REQUESTED' }), ['OVERRIDE']],
    ['an override is APPROVED', override({}), ['OVERRIDE']],
    ['a hold is placed on a system', { ...over, holds: ['ad'] }, ['HOLD']],
    ['a hold is placed on the incident', { ...over, holds: ['incident'] }, ['HOLD']],
    [
      'all of these',
      {
        ...override({}),
        systems: { ...over.systems, mes: 'OFFLINE' },
        milestones: { M1: { systems: ['mes'] } },
        holds: ['ad'],
      },
      ['STATE', 'MILESTONE', 'OVERRIDE', 'HOLD'],
    ],
  ];
  it.each(unmet)('is refused while %s: CRITERIA_NOT_MET with the blockers', (_, given, kinds) => {
    const { refusals } = close(given);
    expect(refusals.map(({ code }) => code)).toEqual(['CRITERIA_NOT_MET']);
    expect(refusals[0]?.blockers.map(({ kind }) => kind)).toEqual(kinds);
  });
  it.each(unmet)('abandon skips that: %s', (_, given) => {
    const verdict = close(given, true);
    expect(typesOf(verdict)).toEqual(['INCIDENT_ABANDONED']);
    expect(done(verdict).incident).toMatchObject({ status: 'ABANDONED', closedAt: noon });
  });

  it.each(['USED', 'REJECTED', 'EXPIRED'])('an override that is %s is in nobody’s way', (status) => {
    expect(codesOf(close(override({ status })))).toEqual([]);
  });

  it('an override that the clock has ended is told to have expired first', () => {
    const verdict = close(override({ expiresAt: noon }));
    expect(verdict.drafts.map(({ event }) => [event.type, event.actorId])).toEqual([
      ['OVERRIDE_EXPIRED', blackstartPrincipalId],
      ['INCIDENT_CLOSED', idOf('ben')],
    ]);
  });

  it('lists 500 of a kind at most, and says how many there are', () => {
    const systems = Object.fromEntries(Array.from({ length: 620 }, (_, n) => [`s${n}`, 'OFFLINE' as const]));
    const [refusal] = close({ systems }).refusals;
    expect(refusal?.blockers.length).toBe(500);
    expect(refusal?.message).toContain('(620 in all)');
  });

  it.each([true, false])('needs a reason (abandon %s), and an open incident', (abandon) => {
    expect(codesOf(close(over, abandon, ' '))).toEqual(['INVALID_INPUT']);
    expect(codesOf(close({ ...over, incident: { status: 'CLOSED' } }, abandon))).toEqual(['INCIDENT_CLOSED']);
  });
});

describe('reopenIncident', () => {
  const reopen = (given: Given, reason = 'the attacker is back') =>
    giveIncident(boardWith(given), (world) => decideReopenIncident(world, { reason }), true);

  it.each(['CLOSED', 'ABANDONED'] as const)('opens one that is %s', (status) => {
    const verdict = reopen({ ...over, incident: { status, closedAt: noon } });
    expect(typesOf(verdict)).toEqual(['INCIDENT_REOPENED']);
    expect(done(verdict).incident).toMatchObject({ status: 'OPEN', closedAt: null });
    expect(codesOf(give(done(verdict), 'takeSystemOffline', 'ad'))).toEqual([]);
  });

  it('needs a reason, and one that is not OPEN', () => {
    expect(codesOf(reopen({ ...over, incident: { status: 'CLOSED' } }, ''))).toEqual(['INVALID_INPUT']);
    expect(codesOf(reopen(over))).toEqual(['INVALID_TRANSITION']);
  });
});
