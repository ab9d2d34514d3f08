import type { Work } from './work';

/**
 * The wave at each place: 0 waits for nothing, n for something of wave n-1. What is far enough itself, a line or a milestone
 * only passes on the last wave of what it waits for (-1 = none).
 */
export function wavesOf({ nodes, awaits: { start, to }, passing }: Work, systems: number): Int32Array {
  const waves = new Int32Array(nodes.length);
  for (let place = 0; place < nodes.length; place++) {
    const own = nodes[place]! < systems;
    let wave = own ? 0 : -1;
    for (let edge = start[place]!; edge < start[place + 1]!; edge++) {
      const target = to[edge]!;
      wave = Math.max(wave, waves[target]! + (own && !passing[edge] ? 1 : 0));
    }
    waves[place] = wave;
  }
  return waves;
}
