import { type GraphQLLeafType, isEnumType } from 'graphql';
import { Abandoned } from './abandoned';

const needsEscape = /[^ !#-[\]-\ud7ff\ue000-\uffff]/; // what JSON escapes, and all surrogates

/** JSON text of a string. */
export function quoted(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Writes a value that has no fields; what is not of its type is left to graphql-js, which says so. */
export function leafWriter(type: GraphQLLeafType): (value: unknown) => string {
  if (isEnumType(type)) {
    const words = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, quoted(name)]));
    return (value) => words.get(value) ?? abandon();
  }
  return plain[type.name] ?? ((value) => anything(type.serialize(value)));
}

const text = (value: unknown): string => (typeof value === 'string' ? quoted(value) : abandon());
const anything = (value: unknown): string => (typeof value === 'string' ? quoted(value) : JSON.stringify(value));
const isWhole = (value: unknown): value is number => typeof value === 'number' && value === (value | 0);

const plain: Partial<Record<string, (value: unknown) => string>> = {
  String: text,
  ID: text,
  Int: (value) => (isWhole(value) ? `${value}` : abandon()),
  Float: (value) => (Number.isFinite(value) ? JSON.stringify(value) : abandon()),
  Boolean: (value) => (typeof value === 'boolean' ? `${value}` : abandon()),
};

function abandon(): never {
  throw new Abandoned();
}
