import fc from 'fast-check';
import type { Fact } from '../../src/domain/event';
import { canonical, eventText, sealedData } from '../../src/log/canonical';

const open = {
  ...{ incidentId: 'i', mode: 'LIVE' as const, position: 7, type: 'SYSTEM_UPDATED' as const },
  ...{ at: '2026-01-02T03:04:05.678Z', actorId: 'a', systemId: 's', plantId: null, lineId: null, milestoneId: null },
};
const counters = { online: 1, verified: 2, total: 3 };

const factOf = (facts: Record<string, unknown>, rows: Fact['rows'] = []): Fact => ({
  ...{ type: 'SYSTEM_UPDATED', facts, rows },
});

describe('the text of an event', () => {
  it('is canonical, whatever its data and its reason say', () => {
    const said = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(said, fc.option(fc.string()), (facts, reason) => {
        const { data, dataText } = sealedData(factOf(facts));
        const text = eventText({ ...open, counters, reason }, dataText);
        expect(text).toBe(canonical(JSON.parse(text)));
        expect(JSON.parse(text)).toMatchObject({ reason, position: 7, v: 1 });
        expect(canonical((JSON.parse(text) as { data: unknown }).data)).toBe(canonical(data));
      }),
    );
  });

  it('tells of rows that are too large for it by their hash', () => {
    const row = { id: 's', workaround: 'x'.repeat(70_000) };
    const { dataText, beside } = sealedData(factOf({ why: 1 }, [{ table: 'system', op: 'update', row }]));
    expect([...beside]).toEqual([JSON.stringify([{ table: 'system', op: 'update', row }])]);
    expect(JSON.parse(dataText)).toEqual({ why: 1, counts: { system: 1 }, rowsSha256: expect.any(String) as string });
  });
});
