import { type Given, boardWith, idOf } from '../support/board-builder';
import { changesOf, codesOf, done, give, rowOf } from '../support/verdicts';

const online = { state: 'ONLINE', signed: true } as const;
const given: Given = {
  systems: {
    ad: online,
    erp: online,
    mes: { state: 'VALIDATED', signed: true, expiresAt: '2026-03-02T11:30:00.000Z' },
    hist: 'ONLINE',
    scada: online,
    soft: online,
    gone: { state: 'RETIRED', signed: true },
  },
  dependencies: ['erp > ad', 'mes > erp', 'hist > ad', 'scada > hist', 'soft ~ ad', 'gone > ad'],
  milestones: { M1: { gate: true, systems: ['ad', 'erp', 'scada'], achieved: true } },
};
const revoke = (input: Record<string, unknown>, world: Given = given) =>
  give(boardWith(world), 'revokeContainment', 'ad', input);
const namesOf = (verdict: ReturnType<typeof revoke>) =>
  verdict.drafts.map(({ event }) => Object.keys(given.systems).find((key) => idOf(key) === event.systemId));

describe('with `cascade`', () => {
  const verdict = revoke({ cascade: true });

  it('every system of its blast radius (HARD) that has a standing signature is revoked too, one event each, dependents first', () => {
    const names = namesOf(verdict);
    expect([...names].sort()).toEqual(['ad', 'erp', 'mes', 'scada']);
    expect(names.at(-1)).toBe('ad');
    expect(names.indexOf('mes')).toBeLessThan(names.indexOf('erp'));
    expect(new Set(verdict.drafts.map(({ event }) => event.type))).toEqual(new Set(['CONTAINMENT_REVOKED']));
  });

  it('ONLINE becomes STOPPING, others stay; the unsigned and the retired are left alone', () => {
    const after = done(verdict);
    const states = Object.keys(given.systems).map((key) => [
      key,
      rowOf(after, key).state,
      rowOf(after, key).revokedAt !== null,
    ]);
    expect(states).toEqual([
      ['ad', 'STOPPING', true],
      ['erp', 'STOPPING', true],
      ['mes', 'VALIDATED', true],
      ['hist', 'ONLINE', false],
      ['scada', 'STOPPING', true],
      ['soft', 'ONLINE', false],
      ['gone', 'RETIRED', false],
    ]);
  });

  it('a gate of several of them is voided once', () => {
    expect(changesOf(verdict).filter(({ table }) => table === 'milestone')).toHaveLength(1);
  });

  it('without it the named system alone', () => {
    expect(namesOf(revoke({ cascade: false }))).toEqual(['ad']);
  });
});

describe('expectedCount guards against surprise', () => {
  it.each([
    [4, []],
    [3, ['STALE_VERSION']],
    [5, ['STALE_VERSION']],
    [0, ['STALE_VERSION']],
    [null, []],
  ])('%s', (expectedCount, codes) => expect(codesOf(revoke({ cascade: true, expectedCount }))).toEqual(codes));

  it('counts those that lose a signature: the named one only where it has one', () => {
    const world = { ...given, systems: { ...given.systems, ad: 'OFFLINE' as const } };
    const verdict = revoke({ cascade: true, expectedCount: 3 }, world);
    expect(codesOf(verdict)).toEqual([]);
    expect(namesOf(verdict)).toHaveLength(4);
  });

  it('comes before INVALID_INPUT and INVALID_TRANSITION; a reason and a state are needed with cascade too', () => {
    const retired = { ...given, systems: { ...given.systems, ad: 'RETIRED' as const } };
    expect(codesOf(revoke({ cascade: true, expectedCount: 9, reason: '' }, retired))).toEqual(['STALE_VERSION']);
    expect(codesOf(revoke({ cascade: true, reason: '' }, retired))).toEqual(['INVALID_INPUT']);
    expect(codesOf(revoke({ cascade: true }, retired))).toEqual(['INVALID_TRANSITION']);
  });
});

it('a revocation leaves none in the HARD closure ready', () => {
  const chain: Given = {
    systems: { ad: online, erp: online, mes: { state: 'VALIDATED', signed: true } },
    dependencies: ['erp > ad', 'mes > erp'],
  };
  const before = boardWith(chain);
  expect(before.isReady(2)).toBe(true);
  for (const cascade of [true, false]) {
    expect(done(give(before, 'revokeContainment', 'ad', { cascade })).isReady(2)).toBe(false);
  }
});
