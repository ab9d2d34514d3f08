import type { ContainmentRule, SystemRow } from './rows';
import { type CheckKind, checkKinds } from './words';

type Placed = Pick<SystemRow, 'zone' | 'tier' | 'safety'>;

function matches(rule: ContainmentRule, system: Placed): boolean {
  if (rule.zones.length > 0 && !rule.zones.includes(system.zone)) return false;
  if (rule.minTier !== null && system.tier < rule.minTier) return false;
  if (rule.maxTier !== null && system.tier > rule.maxTier) return false;
  return system.safety || !rule.safetyOnly;
}

/** The checks that a system needs: the union of the rules that match its zone, tier and safety flag, in the glossary's order. */
export function requiredChecks(rules: readonly ContainmentRule[], system: Placed): CheckKind[] {
  const required = new Set(rules.filter((rule) => matches(rule, system)).flatMap((rule) => rule.require));
  return checkKinds.filter((kind) => required.has(kind));
}
