import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';

type Query = (this: Client, what: string | { text?: string; statements?: { name: string }[] }, ...rest: any[]) => any;

/** The names, or the texts, of what some work sends to Postgres, trip by trip, and its answer; it is sent as ever. */
export async function travelled<T>(work: () => Promise<T>): Promise<[trips: string[][], answer: T]> {
  const trips: string[][] = [];
  const running = new AsyncLocalStorage<true>();
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (what, ...rest) {
    if (running.getStore()) trips.push(namesIn(what));
    return query.call(this, what, ...rest);
  };
  try {
    return [trips, await running.run(true, work)];
  } finally {
    prototype.query = query;
  }
}

function namesIn(what: Parameters<Query>[0]): string[] {
  if (typeof what === 'string') return [what];
  return what.statements?.map(({ name }) => name) ?? [what.text ?? ''];
}
