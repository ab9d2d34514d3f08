import type { Board } from '../src/board/board';
import { withClient } from '../src/postgres/client';
import { timed } from './table';

/** The milliseconds that a recursive query takes for the waves of a board's network, its edges in a table with an index. */
export async function wavesBySql(url: string, { network: { awaits } }: Board): Promise<number> {
  const [waiting, awaited]: [number[], number[]] = [[], []];
  for (let node = 0; node < awaits.size; node++) {
    for (let edge = awaits.start[node]!; edge < awaits.start[node + 1]!; edge++) {
      waiting.push(node);
      awaited.push(awaits.to[edge]!);
    }
  }
  return withClient(url, async (client) => {
    await client.query('CREATE TEMP TABLE edge (waiting int, awaited int)');
    await client.query('INSERT INTO edge SELECT * FROM unnest($1::int[], $2::int[])', [waiting, awaited]);
    await client.query('CREATE INDEX ON edge (awaited) INCLUDE (waiting)');
    await client.query('ANALYZE edge');
    const [, milliseconds] = await timed(() => client.query(waves, [awaits.size]));
    return milliseconds;
  });
}

// UNION drops pairs that are known, so a node is met once a wave and not once a path.
const waves = `WITH RECURSIVE wave (node, number) AS (
  SELECT node, 0 FROM generate_series(0, $1::int - 1) AS node WHERE node NOT IN (SELECT waiting FROM edge)
  UNION
  SELECT edge.waiting, wave.number + 1 FROM wave JOIN edge ON edge.awaited = wave.node
)
SELECT node, max(number) FROM wave GROUP BY node`;
