/**
 * Numbers between 0 and 1, both excluded, that a seed and a stream decide: xoshiro128++ (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2021), its state filled by splitmix32. Integers of 32 bits alone, so that every machine
 * draws the same.
 */
export function randomOf(seed: number, stream: number): () => number {
  // hashed first: streams that lie side by side must not begin with words of each other
  const mix = splitmix(seed ^ splitmix(stream)());
  let [a, b, c, d] = [mix(), mix(), mix(), mix() | 1]; // never all zero
  return () => {
    const sum = (a + d) | 0;
    const drawn = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return ((drawn >>> 0) + 0.5) / 4294967296;
  };
}

function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
