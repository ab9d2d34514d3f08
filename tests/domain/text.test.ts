import { refuseText } from '../../src/domain/text';

describe('text that Postgres or JSON cannot keep', () => {
  it.each([
    ['NUL', { reason: 'a\u0000b' }, ['reason']],
    ['half of a surrogate pair, the first', { reason: 'a\ud83d' }, ['reason']],
    ['half of a surrogate pair, the second', { reason: '\ude00b' }, ['reason']],
    ['a text that is too long', { reason: 'x'.repeat(20_001) }, ['reason']],
    ['deep in a list', { evidence: [{ label: 'ok' }, { label: 'a\u0000' }] }, ['evidence', '1', 'label']],
    ['in a list of texts', { tags: ['ok', '\u0000'] }, ['tags', '1']],
  ])('%s is INVALID_INPUT with the path to it', (_, input, field) => {
    expect(refuseText(input)).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('whole pairs, other control characters, numbers, dates and nothing at all are fine', () => {
    const input = {
      a: '😀 \u0001 \t\n',
      b: 3,
      c: null,
      d: undefined,
      e: [true],
      f: new Date(0),
      g: 'x'.repeat(20_000),
    };
    expect(refuseText(input)).toBeNull();
    expect(refuseText(undefined)).toBeNull();
  });

  it('names the path in its sentence', () => {
    expect(refuseText({ evidence: [{ label: '\u0000' }] })?.message).toBe('evidence.0.label holds a NUL character.');
    expect(refuseText('\u0000')?.message).toBe('The text holds a NUL character.');
  });
});
