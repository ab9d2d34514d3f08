import { readConfig } from '../../src/config';
import { errorForLog } from '../../src/journal.errors';
import { withoutSecrets } from '../../src/secrets';

const secret = 'Zk7w0mVq3xT9';

describe('no secret stays in a text', () => {
  it.each([
    ['a token', `the token bs_${secret}${secret} is wrong`, 'the token bs_… is wrong'],
    ['a header', `authorization: Bearer ${secret}.abc-_~+/==`, 'authorization: Bearer …'],
    ['a signed token', `got eyJ${secret}abcd.eyJ${secret}.${secret}`, 'got eyJ…'],
    [
      'an address',
      `connect postgres://app:${secret}@db.internal:5432/x failed`,
      'connect postgres://…@db.internal:5432/x failed',
    ],
    ['a password of settings', `host=db password=${secret} user=app`, 'host=db password=… user=app'],
    ['a password in JSON', `{"password":"${secret}","a":1}`, '{"password":"…","a":1}'],
    ['a password in JSON in JSON', `{"m":"{\\"password\\":\\"${secret}\\"}"}`, '{"m":"{\\"password\\":\\"…\\"}"}'],
  ])('%s', (_what, text, without) => expect(withoutSecrets(text)).toBe(without));

  it('what is none stays', () => {
    const text = '{"password":null,"url":"https://a.example/b?c=d","mail":"a@b.example","key":"obs_1","at":"12:30"}';
    expect(withoutSecrets(text)).toBe(text);
  });
});

describe('of an error the log tells', () => {
  const inDatabase = (code: string, message: string) =>
    Object.assign(new Error(message), {
      code,
      severity: 'ERROR',
      constraint: 'system_key',
      detail: `Key (name)=(${secret}) already exists.`,
      where: `COPY ${secret}`,
      query: `INSERT … '${secret}'`,
      parameters: [secret],
    });

  it('no rows, statements and parameters, in it or below', () => {
    const error = new Error('it failed', { cause: inDatabase('23505', 'duplicate key violates "system_key"') });
    const told = errorForLog(error);
    expect(told.cause).toMatchObject({
      code: '23505',
      constraint: 'system_key',
      message: 'duplicate key violates "system_key"',
    });
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(told.stack).toContain('secrets.test');
    const many = errorForLog(new AggregateError([inDatabase('23505', 'x')], 'two'));
    expect(JSON.stringify(many)).not.toContain(secret);
  });

  it('no value that does not fit its type', () => {
    const told = errorForLog(inDatabase('22P02', `invalid input syntax for type uuid: "${secret}\n"x"`));
    expect(told.message).toBe('invalid input syntax for type uuid: "…"');
  });
});

test('the settings name no secret in what is wrong with them', () => {
  const wrong = { DATABASE_URL: `mysql://app:${secret}@db/x`, PORT: secret };
  expect(() => readConfig(wrong)).toThrow(/DATABASE_URL: .*PORT: |PORT: .*DATABASE_URL: /);
  expect(() => readConfig(wrong)).not.toThrow(new RegExp(secret));
});
