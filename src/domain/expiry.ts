import { about, systemChange } from './decision';
import { type Fact, blackstartPrincipalId } from './event';
import { isOpen } from './incident';
import { overridesExpired } from './overrides';
import type { Instant } from './rows';
import type { World } from './world';

/**
 * What the clock has ended and the log does not say yet: verifications and overrides, each once, in the tracker's own name.
 * Only while the incident is open: what expires meanwhile is told after it was reopened.
 */
export function expired(world: World, now: Instant): Fact[] {
  if (!isOpen(world.incident)) return [];
  return [...verificationsExpired(world, now), ...overridesExpired(world, now)];
}

function verificationsExpired(world: World, now: Instant): Fact[] {
  const facts: Fact[] = [];
  for (const system of world.unloggedExpiries(now)) {
    const row = world.systems.at(system);
    facts.push({
      type: 'VERIFICATION_EXPIRED',
      ...about(row),
      facts: { system: row.key, expiredAt: row.expiresAt },
      rows: [systemChange(row, { expiryLogged: true })],
      actorId: blackstartPrincipalId,
    });
  }
  return facts;
}
