import { minutesInto } from '../domain/due';
import { isOpenOverride } from '../domain/override-force';
import type { IncidentRow, Instant, SystemRow } from '../domain/rows';
import { plusMinutes } from '../domain/time';
import type { Rows } from '../domain/world';
import type { Keyed } from './keyed';
import type { BoardState } from './state';
import { Sums } from './sums';

// What is due at T is late after T, so its answers change one millisecond later.
function after(due: Instant): Instant {
  return new Date(Date.parse(due) + 1).toISOString();
}

/** The earlier of two moments after `now`; null = never. */
export function sooner(one: Instant | null, other: Instant | null, now: Instant): Instant | null {
  if (other === null || other <= now) return one;
  return one === null || other < one ? other : one;
}

/** When a system of this recovery time objective becomes late; null without one. */
export function lateAt(incident: IncidentRow, rtoMinutes: number | null): Instant | null {
  return rtoMinutes === null ? null : after(plusMinutes(incident.declaredAt, rtoMinutes));
}

/** The systems by their recovery time objectives, the shortest first. */
export type Targets = readonly (readonly [rtoMinutes: number, systems: readonly number[]])[];

/** The targets of some systems. */
export function targetsOf(systems: Rows<SystemRow>): Targets {
  const found = new Map<number, number[]>();
  for (let system = 0; system < systems.size; system++) {
    const { rtoMinutes } = systems.at(system);
    if (rtoMinutes === null) continue;
    const same = found.get(rtoMinutes);
    if (same) same.push(system);
    else found.set(rtoMinutes, [system]);
  }
  return [...found].sort(([one], [other]) => one - other);
}

/** The systems whose recovery time objective passes between two moments. */
export function passedBetween({ incident, systems, targets }: BoardState, from: Instant, to: Instant): number[] {
  const [before, after] = [minutesInto(incident, from), minutesInto(incident, to)];
  const passed = targets.of(() => targetsOf(systems)).filter(([rto]) => rto >= before && rto < after);
  return passed.flatMap(([, late]) => late);
}

/** The first signature to expire whose expiry is not in the log; the empty text where there is none. */
const firstExpiry = new Sums<SystemRow, Instant, null>({
  ofLeaf: (rows) => earliest(rows.map(({ expiresAt, expiryLogged }) => (expiryLogged ? '' : (expiresAt ?? '')))),
  join: earliest,
});

function earliest(moments: readonly Instant[]): Instant {
  return moments.reduce((one, other) => (one === '' || (other !== '' && other < one) ? other : one), '');
}

/** The systems whose signature has expired by `now` although the log does not say so, in the order of their keys. */
export function unloggedExpiries(systems: Keyed<SystemRow>, now: Instant): number[] {
  const open = firstExpiry.among(systems.chunks, null, (first) => first !== '' && first <= now);
  return Array.from(open).filter((system) => {
    const { expiresAt, expiryLogged } = systems.at(system);
    return !expiryLogged && expiresAt !== null && expiresAt <= now;
  });
}

function nextExpiry(systems: Keyed<SystemRow>, now: Instant): Instant | null {
  const first = firstExpiry.of(systems.chunks, null);
  if (first === '' || first > now) return first || null;
  let next: Instant | null = null;
  // what has expired hides what comes after it in its chunk
  for (const system of firstExpiry.among(systems.chunks, null, (one) => one !== '')) {
    next = sooner(next, systems.at(system).expiresAt, now);
  }
  return next;
}

type Timed = Pick<BoardState, 'incident' | 'systems' | 'milestones' | 'overrides' | 'targets'>;

/** When the clock alone changes an answer next: a signature or an override expires, or something is late; null = never. */
export function nextChange({ incident, systems, milestones, overrides, targets }: Timed, now: Instant): Instant | null {
  const minutes = minutesInto(incident, now);
  const target = targets.of(() => targetsOf(systems)).find(([rto]) => rto >= minutes);
  let next = sooner(nextExpiry(systems, now), lateAt(incident, target?.[0] ?? null), now);
  let due: Instant | null = null;
  for (let milestone = 0; milestone < milestones.size; milestone++) {
    const { dueAt } = milestones.at(milestone);
    if (dueAt !== null && dueAt >= now && (due === null || dueAt < due)) due = dueAt;
  }
  next = sooner(next, due && after(due), now);
  for (const row of overrides) if (isOpenOverride(row)) next = sooner(next, row.expiresAt, now);
  return next;
}
