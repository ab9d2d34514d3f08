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
  /** The first random world that shows it. */
  seed: number;
}

const gate = (seed: number, name: string, from: string, to = '', times = 1): SqlHole => ({
  ...{ in: name, from, to, times, by: 'online', seed },
});

const states = "s.state NOT IN ('ONLINE', 'RETIRED')";

export const sqlHoles: readonly SqlHole[] = [
  gate(23, 'refuse_risen', ' OR s.expires_at <= blackstart.now()'),
  gate(2, 'refuse_risen', 'e.actor_id = s.restored_by OR '),
  gate(2, 'refuse_risen', ' OR e.actor_id = ANY (s.weakened_by)'),
  gate(11, 'refuse_risen', 'h.system_id = s.id OR '),
  gate(46, 'refuse_risen', 'h.plant_id = s.plant_id OR '),
  gate(16, 'refuse_risen', ' OR h.system_id IS NULL AND h.plant_id IS NULL'),
  gate(289, 'refuse_overrides', 'o.version = e.position AND o.expires_at > blackstart.now()', 'o.version = e.position'),
  gate(
    106,
    'refuse_overrides',
    '\n        AND blackstart.is_approved(of_incident, o.id)) IS NOT TRUE',
    ') IS NOT TRUE',
  ),
  gate(21, 'refuse_overrides', "OR o.status = 'APPROVED'", 'OR false'),
  gate(20, 'refuse_dependencies', 'NOT t.safety AND ', '', 2),
  gate(502, 'refuse_dependencies', 't.revoked_at IS NULL AND s.online_under', 's.online_under', 2),
  gate(
    82,
    'refuse_dependencies',
    "'kind', CASE WHEN t.is_below THEN 'DEPENDENCY' ELSE 'DEPENDENCY_UNTRUSTED' END, ",
    '',
    2,
  ),
  gate(38, 'refuse_dependencies', ", 'systemId', t.id", '', 2),
  gate(20, 'refuse_dependencies', '(e.is_below OR e.is_unverified)', 'e.is_unverified'),
  gate(2, 'refuse_dependencies', '(e.is_below OR e.is_unverified)', 'e.is_below'),
  gate(17, 'refuse_dependencies', ' OR t.expires_at <= blackstart.now() AS is_unverified', ' AS is_unverified', 2),
  gate(662, 'refuse_dependencies', 's.revoked_at IS NOT NULL OR NOT c.is_excused', 'NOT c.is_excused'),
  gate(97, 'refuse_dependencies', 'NOT c.is_excused AND NOT (s.state', 'false AND NOT (s.state'),
  gate(134, 'refuse_milestones', ", 'milestoneId', a.milestone_id"),
  gate(1, 'unmet_milestone', 'm.achieved_at IS NULL OR '),
  gate(52, 'unmet_milestone', ' OR m.voided'),
  { ...gate(1, 'unmet_milestone', `m.id AND ${states}`, 'm.id AND false'), by: '' },
  { ...gate(22, 'unmet_milestone', 'n.must_run AND NOT l.running', 'false'), by: '' },
  { ...gate(95, 'unmet_milestone', `l.id AND ${states}`, 'l.id AND false'), by: '' },
  { ...gate(86, 'unmet_milestone', 'AND n.milestone_id = w.id', 'AND false'), by: '' },
  gate(742, 'rises_in_order', '(awaited.at < waiting.at) IS NOT TRUE', 'false'),
  {
    in: 'guard_system',
    from: "OLD.state = 'VALIDATED' AND NEW.state = 'ONLINE'",
    to: "NEW.state = 'ONLINE'",
    by: 'online',
    seed: 0,
  },
  {
    in: 'guard_system',
    from: " OR NEW.state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE')",
    to: '',
    by: 'verify',
    seed: 15,
  },
  { in: 'refuse_signature', from: " AND c.outcome IN ('PASSED', 'WAIVED')", to: '', by: 'verify', seed: 9 },
  { in: 'refuse_signature', from: ' AND c.kind = kind.kind', to: '', by: 'verify', seed: 6 },
  {
    in: 'refuse_signature',
    from: "c.outcome = 'WAIVED' AND c.recorded_by = fact.actor_id",
    to: 'false',
    by: 'verify',
    seed: 0,
  },
  { in: 'refuse_signature', from: 'system.restored_by = fact.actor_id OR ', to: '', by: 'verify', seed: 2 },
  { in: 'refuse_signature', from: ' OR fact.actor_id = ANY (system.weakened_by)', to: '', by: 'verify', seed: 0 },
  { in: 'refuse_renewal', from: "c.outcome = 'WAIVED' OR ", to: '', by: 'verify', seed: 43 },
  {
    in: 'refuse_renewal',
    from: 'c.recorded_at <= s.verified_at',
    to: 'c.recorded_at < s.verified_at',
    by: 'verify',
    seed: 11,
  },
  { in: 'guard_waiver', from: 'NEW.kind = ANY (i.never_waive)', to: 'false', by: 'waive', seed: 21 },
  {
    in: 'refuse_declaring',
    from: 'm.gate AND m.achieved_at IS NOT NULL',
    to: 'm.achieved_at IS NOT NULL',
    by: 'reopen',
    seed: 3,
  },
  { in: 'refuse_declaring', from: 'm.achieved_at IS NULL OR m.voided', to: 'true', by: '', seed: 0 },
  { in: 'refuse_achieved', from: 'culprit IS NOT NULL', to: 'false', by: '', seed: 1 },
  { in: 'guard_approval', from: '\n      OR override.expires_at <= blackstart.now()', to: '', by: 'approve', seed: 3 },
  { in: 'guard_override', from: ' AND OLD.expires_at > blackstart.now()', to: '', by: 'reject', seed: 25 },
  { in: 'refuse_event', from: "incident.status <> 'OPEN' AND", to: 'false AND', by: '', seed: 4 },
  { in: 'refuse_closing', from: states, to: 'false', by: 'close', seed: 9 },
  { in: 'refuse_closing', from: "o.status IN ('REQUESTED', 'APPROVED')", to: 'false', by: 'close', seed: 123 },
];

/** A condition that the domain forgets. */
export interface DomainHole {
  forgets: string;
  view: View;
  /** The first random world that shows it. */
  seed: number;
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
  { forgets: 'holds', seed: 11, view: board(() => ({ holdsOn: () => [] })) },
  { forgets: 'milestones', seed: 1, view: board(() => ({ afterOf: () => [] })) },
  { forgets: 'what lies below a dependency', seed: 97, view: board(() => ({ faultBelow: () => null })) },
  { forgets: 'dependencies', seed: 2, view: board(() => ({ dependenciesOf: () => [] })) },
  { forgets: 'that a signature expires', seed: 17, view: systems(() => ({ expiresAt: null })) },
  { forgets: 'that safety is never passed', seed: 20, view: systems(() => ({ safety: false })) },
  { forgets: 'who weakened the rules', seed: 0, view: systems(() => ({ weakenedBy: [] })) },
  { forgets: 'who restored', seed: 2, view: systems(() => ({ restoredBy: null })) },
  {
    forgets: 'that the incident is closed',
    seed: 4,
    view: board((given) => ({ incident: { ...given.incident, status: 'OPEN' } })),
  },
  {
    forgets: 'how many must approve',
    seed: 34,
    view: board((given) => ({ incident: { ...given.incident, overrideApprovals: 0 } })),
  },
];
