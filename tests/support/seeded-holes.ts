import type { Board } from '../../src/board/board';
import type { World } from '../../src/domain/world';
import type { View } from './world-tries';

/** One condition less in a function of Postgres; `from` stands in its text exactly `times` times, once unless said. */
export interface SqlHole {
  in: string;
  from: string;
  to: string;
  times?: number;
  /** The transactions that can find it. */
  by: string;
}

const gate = (name: string, from: string, to = '', times = 1): SqlHole => ({ in: name, from, to, times, by: 'online' });

const states = "s.state NOT IN ('ONLINE', 'RETIRED')";

export const sqlHoles: readonly SqlHole[] = [
  gate('refuse_risen', ' OR s.expires_at <= blackstart.now()'),
  gate('refuse_risen', 'e.actor_id = s.restored_by OR '),
  gate('refuse_risen', ' OR e.actor_id = ANY (s.weakened_by)'),
  gate('refuse_risen', 'h.system_id = s.id OR '),
  gate('refuse_risen', 'h.plant_id = s.plant_id OR '),
  gate('refuse_risen', ' OR h.system_id IS NULL AND h.plant_id IS NULL'),
  gate('refuse_overrides', 'o.version = e.position AND o.expires_at > blackstart.now()', 'o.version = e.position'),
  gate('refuse_overrides', '\n        AND blackstart.is_approved(of_incident, o.id)) IS NOT TRUE', ') IS NOT TRUE'),
  gate('refuse_overrides', "OR o.status = 'APPROVED'", 'OR false'),
  gate('refuse_dependencies', 'NOT t.safety AND ', '', 2),
  gate('refuse_dependencies', 't.revoked_at IS NULL AND s.online_under', 's.online_under', 2),
  gate(
    'refuse_dependencies',
    "'kind', CASE WHEN t.is_below THEN 'DEPENDENCY' ELSE 'DEPENDENCY_UNTRUSTED' END, ",
    '',
    2,
  ),
  gate('refuse_dependencies', ", 'systemId', t.id", '', 2),
  gate('refuse_dependencies', '(e.is_below OR e.is_unverified)', 'e.is_unverified'),
  gate('refuse_dependencies', '(e.is_below OR e.is_unverified)', 'e.is_below'),
  gate('refuse_dependencies', ' OR t.expires_at <= blackstart.now() AS is_unverified', ' AS is_unverified', 2),
  gate('refuse_dependencies', 's.revoked_at IS NOT NULL OR NOT c.is_excused', 'NOT c.is_excused'),
  gate('refuse_dependencies', 'NOT c.is_excused AND NOT (s.state', 'false AND NOT (s.state'),
  gate('refuse_milestones', ", 'milestoneId', a.milestone_id"),
  gate('unmet_milestone', 'm.achieved_at IS NULL OR '),
  gate('unmet_milestone', ' OR m.voided'),
  { ...gate('unmet_milestone', `m.id AND ${states}`, 'm.id AND false'), by: '' },
  { ...gate('unmet_milestone', 'n.must_run AND NOT l.running', 'false'), by: '' },
  { ...gate('unmet_milestone', `l.id AND ${states}`, 'l.id AND false'), by: '' },
  { ...gate('unmet_milestone', 'AND n.milestone_id = w.id', 'AND false'), by: '' },
  gate('rises_in_order', '(awaited.at < waiting.at) IS NOT TRUE', 'false'),
  {
    in: 'guard_system',
    from: "OLD.state = 'VALIDATED' AND NEW.state = 'ONLINE'",
    to: "NEW.state = 'ONLINE'",
    by: 'online',
  },
  { in: 'guard_system', from: " OR NEW.state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE')", to: '', by: 'verify' },
  { in: 'refuse_signature', from: " AND c.outcome IN ('PASSED', 'WAIVED')", to: '', by: 'verify' },
  { in: 'refuse_signature', from: ' AND c.kind = kind.kind', to: '', by: 'verify' },
  { in: 'refuse_signature', from: "c.outcome = 'WAIVED' AND c.recorded_by = fact.actor_id", to: 'false', by: 'verify' },
  { in: 'refuse_signature', from: 'system.restored_by = fact.actor_id OR ', to: '', by: 'verify' },
  { in: 'refuse_signature', from: ' OR fact.actor_id = ANY (system.weakened_by)', to: '', by: 'verify' },
  { in: 'refuse_renewal', from: "c.outcome = 'WAIVED' OR ", to: '', by: 'verify' },
  { in: 'refuse_renewal', from: 'c.recorded_at <= s.verified_at', to: 'c.recorded_at < s.verified_at', by: 'verify' },
  { in: 'guard_waiver', from: 'NEW.kind = ANY (i.never_waive)', to: 'false', by: 'waive' },
  {
    in: 'refuse_declaring',
    from: 'm.gate AND m.achieved_at IS NOT NULL',
    to: 'm.achieved_at IS NOT NULL',
    by: 'reopen',
  },
  { in: 'refuse_declaring', from: 'm.achieved_at IS NULL OR m.voided', to: 'true', by: '' },
  { in: 'refuse_achieved', from: 'culprit IS NOT NULL', to: 'false', by: '' },
  { in: 'guard_approval', from: '\n      OR override.expires_at <= blackstart.now()', to: '', by: 'approve' },
  { in: 'guard_override', from: ' AND OLD.expires_at > blackstart.now()', to: '', by: 'reject' },
  { in: 'refuse_event', from: "incident.status <> 'OPEN' AND", to: 'false AND', by: '' },
  { in: 'refuse_closing', from: states, to: 'false', by: 'close' },
  { in: 'refuse_closing', from: "o.status IN ('REQUESTED', 'APPROVED')", to: 'false', by: 'close' },
];

/** A condition that the domain forgets. */
export interface DomainHole {
  forgets: string;
  view: View;
}

type Row = World['systems'] extends { at(index: number): infer R } ? R : never;

const board =
  (changes: (given: Board) => Partial<World>): View =>
  (given) =>
    Object.create(given, Object.getOwnPropertyDescriptors(changes(given))) as World;

const systems = (change: (row: Row) => Partial<Row>): View =>
  board((given) => {
    const rows = given.systems;
    const at = (index: number): Row => ({ ...rows.at(index), ...change(rows.at(index)) });
    return { systems: Object.create(rows, { at: { value: at } }) as World['systems'] };
  });

export const domainHoles: readonly DomainHole[] = [
  { forgets: 'holds', view: board(() => ({ holdsOn: () => [] })) },
  { forgets: 'milestones', view: board(() => ({ afterOf: () => [] })) },
  { forgets: 'what lies below a dependency', view: board(() => ({ faultBelow: () => null })) },
  { forgets: 'dependencies', view: board(() => ({ dependenciesOf: () => [] })) },
  { forgets: 'that a signature expires', view: systems(() => ({ expiresAt: null })) },
  { forgets: 'that safety is never passed', view: systems(() => ({ safety: false })) },
  { forgets: 'who weakened the rules', view: systems(() => ({ weakenedBy: [] })) },
  { forgets: 'who restored', view: systems(() => ({ restoredBy: null })) },
  {
    forgets: 'that the incident is closed',
    view: board((given) => ({ incident: { ...given.incident, status: 'OPEN' } })),
  },
  {
    forgets: 'how many must approve',
    view: board((given) => ({ incident: { ...given.incident, overrideApprovals: 0 } })),
  },
];
