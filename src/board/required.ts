import { requiredChecks } from '../domain/required-checks';
import type { IncidentRow, SystemRow } from '../domain/rows';
import type { CheckKind } from '../domain/words';

type Rules = IncidentRow['rules'];

const known = new WeakMap<Rules, Map<string, readonly CheckKind[]>>();

/** The checks that some rules require of a system; worked out once for all that are of its kind, for as long as the rules stay. */
export function requiredBy(rules: Rules, row: SystemRow): readonly CheckKind[] {
  let ofRules = known.get(rules);
  if (!ofRules) known.set(rules, (ofRules = new Map<string, readonly CheckKind[]>()));
  const name = `${row.zone} ${row.tier} ${row.safety}`;
  let required = ofRules.get(name);
  if (!required) ofRules.set(name, (required = requiredChecks(rules, row)));
  return required;
}
