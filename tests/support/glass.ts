import { codeAt, stepAt } from '../../src/access/totp';
import { mutate, refuseRefusals } from './desk';
import { makePerson, type Person, type PersonGrant } from './people';
import type { RunningServer } from './process';

export interface GlassPerson extends Person {
  handle: string;
  password: string;
  totpSecret: string;
  /** The code of now, or of so many steps of 30 s later. */
  code(steps?: number): string;
}

const shown =
  '{ principal { handle breakGlassSince } password totpSecret otpauthUri userErrors { code message field } }';

/** What createBreakGlassAccount answers. */
export function createAccount(server: RunningServer, input: object, token = server.token): Promise<any> {
  return mutate({ url: server.url, token }, 'createBreakGlassAccount', 'CreateBreakGlassInput', input, shown);
}

/** A person with a break-glass account, made by an ADMIN over the API. */
export async function makeGlassPerson(
  server: RunningServer,
  handle: string,
  grants: PersonGrant[] = [{ role: 'OBSERVER' }],
): Promise<GlassPerson> {
  const person = await makePerson(server, handle, grants);
  const account = await createAccount(server, { principal: handle });
  refuseRefusals([account]);
  const { password, totpSecret } = account;
  const code = (steps = 0) => codeAt(totpSecret, stepAt(Date.now()) + steps);
  return { ...person, handle, password, totpSecret, code };
}

export interface GlassAnswer {
  status: number;
  retryAfter: number | null;
  body: any;
  milliseconds: number;
}

/** One attempt at POST /break-glass. */
export async function breakGlass(server: { url: string }, attempt: object | string): Promise<GlassAnswer> {
  const began = performance.now();
  const response = await fetch(`${server.url}/break-glass`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof attempt === 'string' ? attempt : JSON.stringify(attempt),
  });
  const body: unknown = await response.json();
  const retryAfter = response.headers.get('retry-after');
  const milliseconds = performance.now() - began;
  return { status: response.status, retryAfter: retryAfter === null ? null : Number(retryAfter), body, milliseconds };
}
