const shape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// What every JavaScript object answers to: a client that keeps objects by key must not trip over one.
const reserved = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'prototype',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** What is wrong with a human key, as the end of a sentence; null when nothing is. */
export function keyFault(key: string): string | null {
  if (uuidShape.test(key)) return 'has the shape of a UUID, which ids have: choose a name';
  if (reserved.has(key)) return 'is a reserved word of JavaScript: choose another name';
  if (key.length > 100) return 'is longer than 100 characters';
  if (!shape.test(key))
    return 'may hold letters, digits, dots, dashes and underscores, and starts with a letter or digit';
  return null;
}
