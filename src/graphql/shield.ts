import type { GraphQLFieldResolver } from 'graphql';

/** The context of a compiled execution: who hears of what is thrown after something was waited for. */
export interface Shielded {
  onThrow?: (error: unknown) => void;
}

/**
 * A resolver whose promises a compiled query can wait for. graphql-jit goes on inside `then` and leaves what is thrown there to
 * nobody: the answer would never come, and the process would end.
 */
export function shielded<S, C>(resolve: GraphQLFieldResolver<S, C>): GraphQLFieldResolver<S, C> {
  return (source, args, context, info) => {
    const value: unknown = resolve(source, args, context, info);
    const { onThrow } = context as Shielded;
    return onThrow && isPromise(value) ? caught(value, onThrow) : value;
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

type Next = (value: unknown) => unknown;

function caught(promise: Promise<unknown>, onThrow: (error: unknown) => void): { then(next: Next, fail: Next): void } {
  const goOn = (next: Next) => (value: unknown) => {
    try {
      next(value);
    } catch (error) {
      onThrow(error);
    }
  };
  return { then: (next, fail) => void promise.then(goOn(next), goOn(fail)) };
}
