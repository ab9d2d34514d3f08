import { type ClientBase, Query, type QueryResult } from 'pg';
import { jsonTypes } from './pool';
import { SQLSTATE, sqlStateOf } from './sqlstate';

/** A statement on its way; the name is that of its text, so that each connection plans it once. */
export interface Statement {
  name: string;
  text: string;
  values?: readonly unknown[];
}

/** A statement did not find the rows that it demanded: neither it nor what came with it was done. */
export class Unmet extends Error {
  constructor(readonly statement: string) {
    super(`${statement} did not change the rows that it was made for`);
  }
}

/**
 * The statement, made to fail unless it changes as many rows as `rows` says, in SQL. In a trip nothing after it is executed then:
 * whoever sends COMMIT along need not wait to count.
 */
export function demanding(text: string, rows: string): string {
  return `WITH changed AS (${text} RETURNING 1) SELECT 1 / (count(*) = ${rows})::int AS met FROM changed`;
}

/**
 * Sends statements together: one write to Postgres and one answer from it. After the first that fails none is executed, and its
 * error is the answer; Unmet where a demand was not met.
 */
export function travel(client: ClientBase, statements: readonly Statement[]): Promise<QueryResult[]> {
  return new Promise((resolve, reject) => {
    client.query(new Trip(statements, (error, results) => (error ? reject(error) : resolve(results))));
  });
}

/** The parts of `pg` that its own queries work with. */
interface Wire {
  stream: { cork(): void; uncork(): void; destroy(): void };
  submittedNamedStatements: Record<string, string>;
  sync(): void;
}

interface Part {
  name: string;
  text: string;
  submit(connection: Wire): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
  handleReadyForQuery(connection: Wire): void;
}

type Told = (error: Error | undefined, results: QueryResult[]) => void;

/**
 * Some queries of `pg` behind one Sync: each of them alone would end with one of its own, which Postgres answers with a packet
 * of its own. To the client it is a query with the name and text of the part whose answer comes next.
 */
class Trip extends Query {
  readonly #parts: Part[];
  readonly #results: QueryResult[] = [];
  #at = 0;
  #failure: Error | null = null;
  declare name: string;
  declare text: string;
  declare callback: Told;

  constructor(
    readonly statements: readonly Statement[],
    callback: Told,
  ) {
    const [{ name, text }] = statements as [Statement];
    super({ name, text }, callback as never);
    this.#parts = statements.map((statement) => this.#part(statement));
  }

  #part({ name, text, values }: Statement): Part {
    const take = (error: Error | undefined, result: QueryResult): void => {
      if (error) this.#failure = error;
      else this.#results.push(result);
    };
    return new Query({ name, text, values, types: jsonTypes } as never, take as never) as unknown as Part;
  }

  override submit = (connection: unknown): Error | null => {
    const wire = connection as Wire;
    const unended = Object.assign(Object.create(wire) as Wire, { sync: () => undefined });
    wire.stream.cork();
    try {
      for (const part of this.#parts) {
        const failure = part.submit(unended) ?? this.#failure;
        if (failure) return gone(wire, failure);
      }
      wire.sync();
      return null;
    } finally {
      wire.stream.uncork();
    }
  };

  handleRowDescription(message: unknown): void {
    this.#parts[this.#at]!.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#parts[this.#at]!.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Wire): void {
    this.#parts[this.#at]!.handleCommandComplete(message, connection);
    const next = this.#parts[++this.#at];
    if (next) Object.assign(this, { name: next.name, text: next.text });
  }

  // What was sent and not executed has not been parsed either.
  handleError(error: Error, connection: Wire): void {
    for (const { name } of this.#parts) delete connection.submittedNamedStatements[name];
    const isUnmet = sqlStateOf(error) === SQLSTATE.divisionByZero;
    this.callback(isUnmet ? new Unmet(this.name) : error, []);
  }

  handleReadyForQuery(connection: Wire): void {
    for (const part of this.#parts) part.handleReadyForQuery(connection);
    this.callback(this.#failure ?? undefined, this.#results);
  }
}

// Half a trip is never sent: what is corked goes with the connection.
function gone({ stream }: Wire, failure: Error): Error {
  stream.destroy();
  return failure;
}
