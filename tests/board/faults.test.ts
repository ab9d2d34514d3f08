import fc from 'fast-check';
import { apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { allFaults } from '../../src/board/faults';
import { hasReached } from '../../src/domain/transitions';
import type { Fault } from '../../src/domain/world';
import { boardWith, idOf } from '../support/board-builder';
import { depth } from '../support/depth';
import { indexOf } from '../support/verdicts';
import { anyBoard, anyChanges, changed, eventOf } from './random-boards';

/** The worst fault below a system, found the long way round: a search by distance through its HARD closure. */
function bruteForce(board: Board, root: number): Fault | null {
  const faults: Fault[] = [];
  const seen = new Set<number>();
  let level = [root];
  for (let distance = 1; level.length > 0; distance++) {
    const next: number[] = [];
    for (const system of level) {
      for (const edge of board.dependenciesOf(system)) {
        const { strength, requiredState } = board.dependencies.at(edge);
        if (strength === 'SOFT') continue;
        const target = board.targetOf(edge);
        const { state, revokedAt } = board.systems.at(target);
        if (revokedAt !== null) faults.push({ revoked: true, distance, system: target });
        else if (!hasReached(state, requiredState)) faults.push({ revoked: false, distance, system: target });
        if (!seen.has(target)) next.push(target);
        seen.add(target);
      }
    }
    level = next;
  }
  const [worst] = faults.sort(
    (one, other) =>
      Number(other.revoked) - Number(one.revoked) || one.distance - other.distance || one.system - other.system,
  );
  return worst ?? null;
}

const everyFault = (board: Board, of: (system: number) => unknown): unknown[] =>
  Array.from({ length: board.systems.size }, (_, system) => of(system));

describe('the worst fault below each system', () => {
  it('property: kept up change by change = a fresh pass = brute force', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(30), (start, changes) => {
        let board = start;
        for (const seed of [null, ...changes]) {
          if (seed !== null) board = apply(board, eventOf(board, seed));
          const { topology, systems, faults } = board.state;
          expect(faults.toArray()).toEqual(allFaults(topology, (system) => systems.at(system)).toArray());
          expect(everyFault(board, (system) => board.faultBelow(system))).toEqual(
            everyFault(board, (system) => bruteForce(board, system)),
          );
        }
      }),
      { numRuns: depth(15, 150) },
    );
  });

  it('climbs a long chain, and leaves it again', () => {
    const length = 2000;
    const key = (n: number) => `s${String(n).padStart(4, '0')}`;
    const names = Array.from({ length }, (_, n) => key(n));
    const board = boardWith({ systems: Object.fromEntries(names.map((name) => [name, 'ONLINE'])) });
    const rows = names.slice(1).flatMap((name, n) => [
      {
        ...{ table: 'dependency' as const, op: 'insert' as const },
        row: {
          ...{
            id: idOf(`${name} on`),
            systemId: idOf(name),
            dependsOnId: idOf(key(n)),
            kind: 'DATA' as const,
            reason: null,
          },
          ...{ strength: 'HARD' as const, requiredState: 'ONLINE' as const },
        },
      },
      { table: 'node_rank' as const, op: 'update' as const, row: { nodeId: idOf(name), rank: n + 1 } },
    ]);
    const linked = changed(board, ...rows);
    expect(linked.faultBelow(length - 1)).toBeNull();
    const fallen = changed(linked, { table: 'system', op: 'update', row: { id: idOf(key(0)), state: 'OFFLINE' } });
    expect(fallen.faultBelow(length - 1)).toEqual({
      revoked: false,
      distance: length - 1,
      system: indexOf(board, key(0)),
    });
    const back = changed(fallen, { table: 'system', op: 'update', row: { id: idOf(key(0)), state: 'ONLINE' } });
    expect(back.faultBelow(length - 1)).toBeNull();
    expect(linked.faultBelow(length - 1)).toBeNull();
  });
});
