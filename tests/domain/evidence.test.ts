import { evidenceOf, refuseEvidence } from '../../src/domain/evidence';

const item = { label: 'scan' };

describe('evidence', () => {
  it('is kept with every field, its hash in lower case', () => {
    expect(evidenceOf([{ ...item, sha256: 'AB'.repeat(32), uri: 'file:///x' }])).toEqual([
      { label: 'scan', uri: 'file:///x', sha256: 'ab'.repeat(32), tool: null, collectedAt: null },
    ]);
    expect(evidenceOf(null)).toEqual([]);
    expect(evidenceOf(undefined)).toEqual([]);
  });

  it.each([
    ['none', undefined],
    ['an empty list', []],
    ['a hash in either case', [{ ...item, sha256: 'aB'.repeat(32) }]],
    ['texts of the greatest length', [{ label: 'x'.repeat(500), uri: 'x'.repeat(1500), tool: 'x'.repeat(200) }]],
    ['twenty items', Array(20).fill(item)],
  ])('is accepted: %s', (_, evidence) => {
    expect(refuseEvidence(evidence)).toBeNull();
  });

  it.each([
    ['an empty label', [item, { label: ' ' }], ['evidence', '1', 'label']],
    ['a hash that is too short', [{ ...item, sha256: 'ab' }], ['evidence', '0', 'sha256']],
    ['a hash of other letters', [{ ...item, sha256: 'xy'.repeat(32) }], ['evidence', '0', 'sha256']],
    ['a long label', [{ label: 'x'.repeat(501) }], ['evidence', '0', 'label']],
    ['a long address', [{ ...item, uri: 'x'.repeat(1501) }], ['evidence', '0', 'uri']],
    ['a long tool', [{ ...item, tool: 'x'.repeat(201) }], ['evidence', '0', 'tool']],
    ['twenty-one items', Array(21).fill(item), ['evidence']],
  ])('is refused with the field at fault: %s', (_, evidence, field) => {
    expect(refuseEvidence(evidence)).toMatchObject({ code: 'INVALID_INPUT', field });
  });
});
