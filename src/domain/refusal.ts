import type { Uuid } from './rows';
import type { BlockerKind, CheckKind, RefusalCode, SystemState } from './words';

/** One reason why the gate says no; ids of the objects that it speaks of, null where it speaks of none. */
export interface Blocker {
  kind: BlockerKind;
  /** One sentence for a person: what is missing, and on what. */
  message: string;
  systemId: Uuid | null;
  causeId: Uuid | null;
  milestoneId: Uuid | null;
  holdId: Uuid | null;
  lineId: Uuid | null;
  overrideId: Uuid | null;
  /** For DEPENDENCY: the state that it must reach. */
  requiredState: SystemState | null;
  missingChecks: CheckKind[];
  teamId: Uuid | null;
  overridable: boolean;
}

/** The tracker's no: a value, never thrown; nothing was changed. */
export interface Refusal {
  code: RefusalCode;
  /** One sentence for a person: the culprit and the way out. */
  message: string;
  /** Path into the input, where one field is at fault. */
  field: string[] | null;
  blockers: Blocker[];
  /** For CYCLE: the keys along it, first repeated last. */
  cycle: string[] | null;
}

/** A refusal with nothing but its code and sentence, and the field at fault where one is. */
export function refuse(code: RefusalCode, message: string, field: string[] | null = null): Refusal {
  return { code, message, field, blockers: [], cycle: null };
}
