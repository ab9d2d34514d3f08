import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { blackstartPrincipalId, ownerPrincipalId } from '../domain/event';
import type { Grant } from '../domain/world';
import type { AccessFact } from './access-log.append';
import { inDirectory } from './change';
import type { Directory } from './directory';
import { storePrincipal, storeToken } from './directory.store';
import { PrincipalRecord } from './principal.record';
import { TokenRecord } from './token.record';
import { hashOf, newSecret } from './tokens';

const everywhere = { incidentId: null, plantId: null };
const ownerGrants: Grant[] = [
  { role: 'ADMIN', ...everywhere },
  { role: 'COMMANDER', ...everywhere },
];

export interface OwnerSettings {
  dataDir: string;
  /** The secret to use instead of a new one. */
  adminToken?: string | undefined;
}

/**
 * Makes the principal `owner` and its token where they are missing, and returns the secret when this call made it up. A
 * preset secret is never printed or written down; one that was revoked stays revoked.
 */
export async function ensureOwner(
  house: { directory: Directory; records: DataSource },
  settings: OwnerSettings,
): Promise<string | null> {
  const { directory } = house;
  if (isComplete(directory, settings.adminToken)) return null;
  const first = settings.adminToken === undefined && directory.tokensOf(ownerPrincipalId).length === 0;
  const secret = settings.adminToken ?? keptSecret(settings.dataDir) ?? keepSecret(settings.dataDir);
  await inDirectory({ ...house, viewer: { id: blackstartPrincipalId } }, async (tx) => [
    ...(await storeOwner(tx)),
    ...(await storeSecret(tx, secret, settings.adminToken === undefined ? 'first start' : 'preset')),
  ]);
  return first ? secret : null;
}

/** The owner's secret as a command on this machine finds it: preset, else in the data folder. */
export function ownerSecret(settings: OwnerSettings): string | null {
  return settings.adminToken ?? keptSecret(settings.dataDir);
}

function isComplete(directory: Directory, preset: string | undefined): boolean {
  if (preset !== undefined) return directory.hasSecret(preset);
  return directory.tokensOf(ownerPrincipalId).length > 0;
}

async function storeOwner(tx: EntityManager): Promise<AccessFact[]> {
  if (await tx.existsBy(PrincipalRecord, { id: ownerPrincipalId })) return [];
  const grants = ownerGrants;
  await storePrincipal(tx, {
    id: ownerPrincipalId,
    handle: 'owner',
    name: 'Owner',
    kind: 'HUMAN',
    active: true,
    grants,
  });
  return [{ type: 'PRINCIPAL_CREATED', principalId: ownerPrincipalId }];
}

/** Another process may have stored the same secret since the directory was read. */
async function storeSecret(tx: EntityManager, secret: string, label: string): Promise<AccessFact[]> {
  const secretHash = hashOf(secret);
  if (await tx.existsBy(TokenRecord, { secretHash })) return [];
  const id = randomUUID();
  await storeToken(tx, { id, principalId: ownerPrincipalId, label, secretHash, expiresAt: null });
  return [{ type: 'TOKEN_CREATED', principalId: ownerPrincipalId, tokenId: id }];
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'owner-token');
}

function keptSecret(dataDir: string): string | null {
  const file = fileIn(dataDir);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || null : null;
}

/** Written before Postgres has it, so that no crash leaves a token that nobody knows; the first of two processes wins. */
function keepSecret(dataDir: string): string {
  const secret = newSecret();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(fileIn(dataDir), `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return secret;
  } catch (error) {
    const kept = keptSecret(dataDir);
    if (kept === null) throw error;
    return kept;
  }
}
