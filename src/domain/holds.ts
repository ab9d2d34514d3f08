import { type Decision, made, no, refuseNoReason, yes } from './decision';
import { type Refusal, refuse } from './refusal';
import type { HoldRow } from './marks';
import type { Uuid } from './rows';
import type { Moment, World } from './world';

export interface HoldInput {
  systemId: Uuid | null;
  plantId: Uuid | null;
  reason: string;
}

/** Decides placeHold: on one thing, for a reason, once per person and reason. */
export function decidePlaceHold(world: World, moment: Moment, input: HoldInput): Decision {
  const refusal = refuseNoReason(input.reason) ?? refuseTwice(world, moment, input);
  if (refusal) return no(refusal);
  const row: Omit<HoldRow, 'version'> = {
    id: moment.newId(),
    systemId: input.systemId,
    plantId: input.plantId,
    reason: input.reason,
    placedAt: moment.now,
    placedBy: moment.actor.id,
  };
  return made(row.id, {
    type: 'HOLD_PLACED',
    ...placeOf(world, row),
    reason: input.reason,
    facts: { hold: row.id, on: nameOf(world, row) },
    rows: [{ table: 'hold', op: 'insert', row }],
  });
}

/** Decides releaseHold: a reason; who may is a matter of permission. */
export function decideReleaseHold(world: World, hold: HoldRow, input: { reason: string }): Decision {
  const refusal = refuseNoReason(input.reason);
  if (refusal) return no(refusal);
  return yes({
    type: 'HOLD_RELEASED',
    ...placeOf(world, hold),
    reason: input.reason,
    facts: {
      hold: hold.id,
      on: nameOf(world, hold),
      was: hold.reason,
      placedAt: hold.placedAt,
      placedBy: hold.placedBy,
    },
    rows: [{ table: 'hold', op: 'delete', row: { id: hold.id } }],
  });
}

/** The plant that a hold lies in: its own, its system's, or none for the whole incident. */
export function plantOfHold(world: World, hold: Pick<HoldRow, 'systemId' | 'plantId'>): Uuid | null {
  return hold.systemId === null ? hold.plantId : world.systems.at(world.systems.indexOf(hold.systemId)).plantId;
}

function placeOf(
  world: World,
  hold: Pick<HoldRow, 'systemId' | 'plantId'>,
): { systemId: Uuid | null; plantId: Uuid | null } {
  return { systemId: hold.systemId, plantId: plantOfHold(world, hold) };
}

function nameOf(world: World, hold: Pick<HoldRow, 'systemId' | 'plantId'>): string {
  if (hold.systemId !== null) return world.systems.at(world.systems.indexOf(hold.systemId)).key;
  return hold.plantId === null ? world.incident.key : world.plants.at(world.plants.indexOf(hold.plantId)).key;
}

function refuseTwice(world: World, moment: Moment, input: HoldInput): Refusal | null {
  const same = world.holds.some(
    (hold) =>
      hold.placedBy === moment.actor.id &&
      hold.reason === input.reason &&
      hold.systemId === input.systemId &&
      hold.plantId === input.plantId,
  );
  if (!same) return null;
  return refuse('ALREADY_EXISTS', 'You already hold this for the same reason.', ['reason']);
}
