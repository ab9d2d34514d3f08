import type { RecoveryEvent } from '../domain/event';
import type { EventType } from '../domain/words';

/** What people call the things of an event now; null for none, or one that was removed since. */
export interface EventNames {
  actor: string;
  system: string | null;
  plant: string | null;
  milestone: string | null;
}

/** The words that a sentence is made of: names as they are now, else what the event itself remembers. */
interface Words {
  who: string;
  system: string;
  milestone: string;
  /** A fact of the event as text, or an empty one. */
  fact: (name: string) => string;
}

const sentences: Record<EventType, (words: Words) => string> = {
  INCIDENT_DECLARED: ({ who }) => `${who} declared the incident`,
  PLAN_APPLIED: ({ who }) => `${who} applied a plan`,
  INCIDENT_CLOSED: ({ who }) => `${who} closed the incident`,
  INCIDENT_ABANDONED: ({ who }) => `${who} abandoned the incident`,
  INCIDENT_REOPENED: ({ who }) => `${who} reopened the incident`,
  RESTORE_STARTED: ({ who, system }) => `${who} started to restore ${system}`,
  SYSTEM_RESTORED: ({ who, system }) => `${who} restored ${system}`,
  VALIDATION_PASSED: ({ who, system }) => `${who} validated ${system}`,
  VALIDATION_FAILED: ({ who, system }) => `${who} found that ${system} does not work`,
  SYSTEM_ONLINE: ({ who, system }) => `${who} brought ${system} online`,
  SYSTEM_OFFLINE: ({ who, system, fact }) =>
    fact('from') === 'STOPPING' ? `${who} confirmed that ${system} has stopped` : `${who} took ${system} offline`,
  SYSTEM_RETIRED: ({ who, system }) => `${who} retired ${system}`,
  SYSTEM_REINSTATED: ({ who, system }) => `${who} reinstated ${system}`,
  SYSTEM_UPDATED: ({ who, system, fact }) => `${who} changed ${fact('fields') || 'facts'} of ${system}`,
  DEPENDENCY_ADDED: ({ who, system, fact }) => `${who} made ${system} wait for ${fact('dependsOn')}`,
  DEPENDENCY_REMOVED: ({ who, system, fact }) => `${who} no longer lets ${system} wait for ${fact('dependsOn')}`,
  CHECK_RECORDED: ({ who, system, fact }) =>
    `${who} recorded ${fact('kind') || 'checks'} of ${system} as ${fact('outcome')}`,
  CHECK_WAIVED: ({ who, system, fact }) => `${who} waived ${fact('kind')} of ${system}`,
  CONTAINMENT_VERIFIED: ({ who, system, fact }) =>
    `${who} ${fact('renewal') === 'true' ? 'renewed' : 'signed'} the containment of ${system}`,
  CONTAINMENT_REVOKED: ({ who, system, fact }) =>
    `${who} revoked the containment of ${system}${fact('to') === 'STOPPING' ? ', which must stop' : ''}`,
  VERIFICATION_EXPIRED: ({ system }) => `The signature under the containment of ${system} expired`,
  HOLD_PLACED: ({ who, fact }) => `${who} placed a hold on ${fact('on')}`,
  HOLD_RELEASED: ({ who, fact }) => `${who} released the hold on ${fact('on')}`,
  OVERRIDE_REQUESTED: ({ who, system }) => `${who} asked for an override for ${system}`,
  OVERRIDE_APPROVED: ({ who, system }) => `${who} approved the override for ${system}`,
  OVERRIDE_REJECTED: ({ who, system }) => `${who} rejected the override for ${system}`,
  OVERRIDE_EXPIRED: ({ system }) => `The override for ${system} expired`,
  LINE_RUNNING: ({ who, fact }) => `${who} marked line ${fact('line')} running`,
  LINE_STOPPED: ({ who, fact }) => `${who} marked line ${fact('line')} stopped`,
  MILESTONE_ACHIEVED: ({ who, milestone }) => `${milestone} was achieved; said by ${who}`,
  MILESTONE_REOPENED: ({ who, milestone }) => `${who} took back that ${milestone} was achieved`,
  NOTE_ADDED: ({ who, fact }) => `${who} wrote a note on ${fact('on')}`,
};

/** One sentence for a person on what an event says, its reason included. */
export function summaryOf(event: RecoveryEvent, names: EventNames): string {
  const fact = (name: string): string => textOf(event.data[name]);
  const sentence = sentences[event.type]({
    who: names.actor,
    system: names.system ?? (fact('system') || 'a system'),
    milestone: names.milestone ?? (fact('milestone') || 'a milestone'),
    fact,
  });
  return event.reason ? `${sentence}: ${event.reason}` : `${sentence}.`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
}
