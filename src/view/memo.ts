/** A function of one argument that makes each answer once. */
export function memo<K, V>(make: (key: K) => V): (key: K) => V {
  let made: Map<K, V> | undefined; // most of those of a view are never asked
  return (key) => {
    const known = made?.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made ??= new Map<K, V>();
    made.set(key, value);
    return value;
  };
}
