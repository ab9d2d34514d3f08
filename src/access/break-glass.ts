import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { blackstartPrincipalId } from '../domain/event';
import { refuse } from '../domain/refusal';
import type { Instant, Uuid } from '../domain/rows';
import { type BreakGlassAccount, countAttempt, findBreakGlass, forgetAttempts, storeStep } from './break-glass.store';
import { inDirectory } from './change';
import type { Directory } from './directory';
import { storeToken } from './directory.store';
import { hashPassword, isPassword, newPassword } from './passwords';
import { hashOf, newSecret } from './tokens';
import { newTotpSecret, stepOf } from './totp';
import { Turns } from './turns';

export interface GlassAttempt {
  handle: string;
  password: string;
  /** Six digits. */
  code: string;
  /** Where it comes from, for the log. */
  address: string;
}

export type GlassOutcome =
  | { kind: 'LET_IN'; principalId: Uuid; secret: string; expiresAt: Instant }
  | { kind: 'REFUSED' }
  | { kind: 'TOO_MANY'; seconds: number };

export interface GlassParts {
  directory: Directory;
  records: DataSource;
  /** Told of every use and of every account that too many attempts have closed. */
  onUse: (what: { type: string; principalId: Uuid; address: string }) => void;
  onError: (error: unknown) => void;
}

const mostAttempts = 5;
const hours = 8;
/** Each hash takes 19 MiB and a core: two at once, a few more wait. */
const turns = { most: 2, waiting: 8, milliseconds: 2000 };

/**
 * The way in for people when the issuer is away: a password and a one-time code for a token of eight hours. It needs Postgres and
 * nothing else. An unknown name, a wrong password and a wrong code are answered alike, after the same work.
 */
export class BreakGlass {
  private readonly turns = new Turns(turns.most, turns.waiting, turns.milliseconds);
  private readonly decoy: Promise<BreakGlassAccount>;

  constructor(private readonly parts: GlassParts) {
    this.decoy = decoyAccount();
    this.decoy.catch(() => undefined); // an attempt meets the same error
  }

  async enter(attempt: GlassAttempt): Promise<GlassOutcome> {
    const outcome = await this.turns.take(() => this.judge(attempt));
    return outcome ?? { kind: 'TOO_MANY', seconds: 1 };
  }

  private async judge(attempt: GlassAttempt): Promise<GlassOutcome> {
    const { records, directory } = this.parts;
    const { handle, password, code } = attempt;
    const { count, seconds } = await countAttempt(records, handle);
    const account = await findBreakGlass(records, handle);
    if (count > mostAttempts) {
      if (account && count === mostAttempts + 1) void this.tellLocked(account, attempt);
      return { kind: 'TOO_MANY', seconds };
    }
    const judged = account ?? (await this.decoy);
    const fits = await isPassword(judged.passwordHash, password);
    const step = stepOf(code, judged.totpSecret, Date.parse(directory.now()), judged.totpStep);
    if (!account || !fits || step === null) return { kind: 'REFUSED' };
    return this.letIn(account.principalId, step, attempt);
  }

  private async letIn(principalId: Uuid, step: number, { handle, address }: GlassAttempt): Promise<GlassOutcome> {
    const { directory, onUse } = this.parts;
    const secret = newSecret();
    const expiresAt = new Date(Date.parse(directory.now()) + hours * 3_600_000).toISOString();
    const token = { id: randomUUID(), principalId, label: 'break-glass', secretHash: hashOf(secret), expiresAt };
    const refusal = await inDirectory({ ...this.parts, viewer: { id: principalId } }, async (tx: EntityManager) => {
      if (!(await storeStep(tx, principalId, step))) return refuse('FORBIDDEN', 'This code was used before.');
      await storeToken(tx, { ...token, origin: 'BREAK_GLASS' });
      await forgetAttempts(tx, handle);
      return [{ type: 'BREAK_GLASS_USED', principalId, tokenId: token.id, facts: { address } }];
    });
    if (refusal) return { kind: 'REFUSED' };
    onUse({ type: 'BREAK_GLASS_USED', principalId, address });
    return { kind: 'LET_IN', principalId, secret, expiresAt };
  }

  // After the answer: how long that takes must not tell that there is such an account.
  private async tellLocked({ principalId }: BreakGlassAccount, { address }: GlassAttempt): Promise<void> {
    const { onUse, onError } = this.parts;
    onUse({ type: 'BREAK_GLASS_LOCKED', principalId, address });
    const viewer = { id: blackstartPrincipalId };
    await inDirectory({ ...this.parts, viewer }, () =>
      Promise.resolve([{ type: 'BREAK_GLASS_LOCKED', principalId, facts: { address } }]),
    ).catch(onError);
  }
}

/** What an attempt on an unknown name is compared with; nobody knows what fits. */
async function decoyAccount(): Promise<BreakGlassAccount> {
  const passwordHash = await hashPassword(newPassword());
  return { principalId: randomUUID(), passwordHash, totpSecret: newTotpSecret(), totpStep: null };
}
