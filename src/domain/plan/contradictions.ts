import { spokenDuration } from '../duration';
import type { DependencyStrength } from '../words';
import type { FindingCode, FindingSeverity } from './finding';

/** What a plan says of one system that may contradict itself or another. */
export interface Promised {
  key: string;
  tier: number;
  rtoMinutes: number | null;
  mtdMinutes: number | null;
  hasEstimate: boolean;
  hasTeam: boolean;
}

/** One contradiction, with the keys of the systems that it is about. */
export interface Contradiction {
  severity: FindingSeverity;
  code: FindingCode;
  message: string;
  keys: string[];
}

/** What a system's own promises lack, or where they cannot hold together. */
export function ownContradictions({ key, rtoMinutes, mtdMinutes, hasEstimate, hasTeam }: Promised): Contradiction[] {
  const found: Contradiction[] = [];
  if (rtoMinutes !== null && mtdMinutes !== null && mtdMinutes < rtoMinutes) {
    const message = `${key} may be down for ${spokenDuration(mtdMinutes)} at most (mtd), but should be back only after ${spokenDuration(rtoMinutes)} (rto).`;
    found.push({ severity: 'WARNING', code: 'MTD_SHORTER_THAN_RTO', message, keys: [key] });
  }
  if (!hasEstimate) {
    const message = `${key} has no estimate, so forecasts count its restore as taking no time.`;
    found.push({ severity: 'INFO', code: 'NO_ESTIMATE', message, keys: [key] });
  }
  if (!hasTeam) {
    const message = `${key} has no team, so nobody is asked to restore it and no capacity limits it.`;
    found.push({ severity: 'INFO', code: 'NO_TEAM', message, keys: [key] });
  }
  return found;
}

/** Where a system should be back before something that it waits for. */
export function edgeContradictions(
  waiting: Promised,
  awaited: Promised,
  strength: DependencyStrength,
): Contradiction[] {
  const found: Contradiction[] = [];
  const keys = [waiting.key, awaited.key];
  if (waiting.tier < awaited.tier) {
    const message = `${waiting.key} is of tier ${waiting.tier} and waits for ${awaited.key} of tier ${awaited.tier}: what others rest on has the lower tier.`;
    found.push({ severity: 'WARNING', code: 'TIER_INVERSION', message, keys });
  }
  const [rto, other] = [waiting.rtoMinutes, awaited.rtoMinutes];
  if (strength === 'HARD' && rto !== null && other !== null && rto < other) {
    const message = `${waiting.key} should be back after ${spokenDuration(rto)}, but waits for ${awaited.key}, which need only be back after ${spokenDuration(other)}.`;
    found.push({ severity: 'WARNING', code: 'RTO_INVERSION', message, keys });
  }
  return found;
}

/** The contradiction that a system will be back after its recovery time objective: both in minutes from the declaration. */
export function infeasible(key: string, rtoMinutes: number, p50Minutes: number): Contradiction {
  const message = `${key} should be back after ${spokenDuration(rtoMinutes)}, but half of the trials have it back only after ${spokenDuration(Math.ceil(p50Minutes))}.`;
  return { severity: 'WARNING', code: 'RTO_INFEASIBLE', message, keys: [key] };
}
