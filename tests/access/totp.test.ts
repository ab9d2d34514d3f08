import { codeAt, newTotpSecret, otpauthUri, stepAt, stepOf } from '../../src/access/totp';

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // the bytes 12345678901234567890 of the RFC

// RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %d s the code is %s', (seconds, code) => {
  expect(codeAt(secret, stepAt(seconds * 1000))).toBe(code);
});

test('a code counts in its own step, the one before and the one after, and only after the last one used', () => {
  const now = 1_234_567_890_000;
  const step = stepAt(now);
  for (const near of [-1, 0, 1]) expect(stepOf(codeAt(secret, step + near), secret, now, null)).toBe(step + near);
  for (const far of [-2, 2]) expect(stepOf(codeAt(secret, step + far), secret, now, null)).toBeNull();
  expect(stepOf(codeAt(secret, step), secret, now, step - 1)).toBe(step);
  expect(stepOf(codeAt(secret, step), secret, now, step)).toBeNull();
  expect(stepOf(codeAt(secret, step - 1), secret, now, step)).toBeNull();
  expect(stepOf('12345', secret, now, null)).toBeNull();
});

test('a new secret has 160 bits, and an authenticator can read it', () => {
  const made = newTotpSecret();
  expect(made).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(made);
  expect(otpauthUri(secret, 'a.b')).toBe(
    `otpauth://totp/Blackstart:a.b?secret=${secret}&issuer=Blackstart&digits=6&period=30`,
  );
});
