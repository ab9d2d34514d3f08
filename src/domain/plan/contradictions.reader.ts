import { type Contradiction, type Promised, edgeContradictions, ownContradictions } from './contradictions';
import { Findings, type SpottedFinding } from './finding';
import type { SpotOf } from './knots.reader';
import type { PlanSections, PlanSystem } from './plan';

/** Finds where a document contradicts itself, as far as it says so alone. */
export function findContradictions({ systems = [] }: PlanSections, spotOf: SpotOf): SpottedFinding[] {
  const findings = new Findings();
  const promises = new Map(systems.map((system) => [system.key, promisedOf(system)]));
  const tell = (found: Contradiction[]): void => {
    for (const { code, message, severity, keys } of found) {
      findings.add(code, message, spotOf('systems', keys[0] as string), { severity, keys });
    }
  };
  for (const { key, dependencies } of systems) {
    const own = promises.get(key) as Promised;
    tell(ownContradictions(own));
    for (const { on, strength } of dependencies) {
      const awaited = promises.get(on);
      if (awaited) tell(edgeContradictions(own, awaited, strength));
    }
  }
  return findings.all();
}

function promisedOf({ key, tier, rtoMinutes, mtdMinutes, likely, team }: PlanSystem): Promised {
  return { key, tier, rtoMinutes, mtdMinutes, hasEstimate: likely !== null, hasTeam: team !== null };
}
