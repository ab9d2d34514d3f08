import { type Refusal, refuse } from './refusal';
import type { Actor, World } from './world';

/**
 * Refuses a sign-off or a release by who made the system's latest restore or weakened its rules (where the policy separates
 * duties), and, whatever the policy, a sign-off by who waived one of its checks: SEPARATION_OF_DUTIES.
 */
export function refuseSeparation(
  world: World,
  system: number,
  actor: Actor,
  step: 'verify' | 'online',
): Refusal | null {
  const row = world.systems.at(system);
  const deed = step === 'verify' ? 'verify its containment' : 'bring it online';
  const say = (why: string): Refusal =>
    refuse('SEPARATION_OF_DUTIES', `You ${why} ${row.key}; somebody else must ${deed}.`);
  if (world.incident.separationOfDuties) {
    if (row.restoredBy === actor.id) return say('made the latest restore of');
    if (row.weakenedBy.includes(actor.id)) return say('weakened the rules of');
  }
  if (step === 'online') return null;
  for (const check of world.checksOf(system).values()) {
    if (check.outcome === 'WAIVED' && check.recordedBy === actor.id) return say(`waived the check ${check.kind} of`);
  }
  return null;
}
