import type { RecoveryEvent } from '../../src/domain/event';
import { eventTypes } from '../../src/domain/words';
import { summaryOf } from '../../src/log/summary';

const names = { actor: 'Ada', system: 'ERP core', plant: 'Engine plant', milestone: 'First car' };
const event = (parts: Partial<RecoveryEvent>) => ({ reason: null, data: {}, ...parts }) as RecoveryEvent;

describe('the summary of an event', () => {
  it.each(eventTypes)('%s is one sentence', (type) => {
    const data = { on: 'erp', dependsOn: 'dns', line: 'L1', kind: 'OTHER', outcome: 'PASSED' };
    expect(summaryOf(event({ type, data }), names)).toMatch(/^[A-Z].+[a-zA-Z0-9]\.$/);
  });

  it('gives the reason, and tells a confirmed stop from taking a system offline', () => {
    const stopped = event({ type: 'SYSTEM_OFFLINE', data: { from: 'STOPPING' }, reason: 'Seen by the shift.' });
    expect(summaryOf(stopped, names)).toBe('Ada confirmed that ERP core has stopped: Seen by the shift.');
    expect(summaryOf(event({ type: 'SYSTEM_OFFLINE' }), names)).toBe('Ada took ERP core offline.');
  });

  it('names what was removed since by the key that the event remembers', () => {
    const removed = { ...names, system: null };
    const data = { system: 'erp', fields: ['name', 'tier'] };
    expect(summaryOf(event({ type: 'SYSTEM_UPDATED', data }), removed)).toBe('Ada changed name, tier of erp.');
  });
});
