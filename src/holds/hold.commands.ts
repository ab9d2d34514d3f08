import { decidePlaceHold, decideReleaseHold, plantOfHold } from '../domain/holds';
import { findNamed, refusePlace } from '../domain/named';
import { refuse } from '../domain/refusal';
import type { HoldRow } from '../domain/marks';
import type { Uuid } from '../domain/rows';
import type { World } from '../domain/world';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

interface HoldTarget {
  systemId: Uuid | null;
  plantId: Uuid | null;
}

/** Places a stop sign on a system, a plant, or (neither) the incident. */
export function placeHold(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; system?: string; plant?: string; reason: string },
): Promise<Outcome> {
  return change<HoldTarget>(context, {
    mutation: 'placeHold',
    input,
    requested: input.system ?? input.plant ?? input.incident,
    find: (world) => findTarget(world, input),
    permit: (world, target, { actor }) => refusePlace(world, ['placeHold'], actor, plantOfHold(world, target)),
    idOf: (world, { systemId, plantId }) => systemId ?? plantId ?? world.incident.id,
    decide: (world, target, moment) => {
      if (input.system === undefined || input.plant === undefined) {
        return decidePlaceHold(world, moment, { ...target, reason: input.reason });
      }
      return { refusals: [refuse('INVALID_INPUT', 'A hold is on a system or on a plant, not on both.', ['plant'])] };
    },
  });
}

function findTarget(world: World, { system, plant }: { system?: string; plant?: string }) {
  const target: HoldTarget = { systemId: null, plantId: null };
  if (system !== undefined) {
    const found = findNamed(world.systems, 'system', system);
    if ('refusal' in found) return found;
    target.systemId = world.systems.at(found.object).id;
  }
  if (plant !== undefined) {
    const found = findNamed(world.plants, 'plant', plant);
    if ('refusal' in found) return found;
    target.plantId = world.plants.at(found.object).id;
  }
  return { object: target };
}

/** Takes a stop sign away: by who placed it, or a commander. */
export function releaseHold(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; hold: string; reason: string },
): Promise<Outcome> {
  return change<HoldRow>(context, {
    mutation: 'releaseHold',
    input,
    requested: input.hold,
    find: (world, id) => {
      const hold = world.holds.find((row) => row.id === id.toLowerCase());
      if (hold) return { object: hold };
      return { refusal: refuse('NOT_FOUND', `There is no hold ${id.slice(0, 100)} in this incident.`, ['hold']) };
    },
    permit: (world, hold, { actor }) =>
      hold.placedBy === actor.id && actor.kind === 'HUMAN'
        ? null
        : refusePlace(world, ['releaseAnothersHold'], actor, plantOfHold(world, hold)),
    idOf: (_world, hold) => hold.id,
    decide: (world, hold) => decideReleaseHold(world, hold, input),
  });
}
