import { type ClientBase, Query } from 'pg';
import { jsonTypes } from './pool';
import { SQLSTATE, sqlStateOf } from './sqlstate';

/** A statement on its way; the name is that of its text, so that each connection plans it once. */
export interface Statement {
  name: string;
  text: string;
  values?: readonly unknown[];
}

/** What Postgres answers to a statement: its rows, and how many it wrote, or read. */
export interface Answer {
  rows: Record<string, unknown>[];
  rowCount: number | null;
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
  return `WITH changed AS (${text} RETURNING 1) SELECT blackstart.require_rows(count(*), ${rows}) FROM changed`;
}

/**
 * Sends statements together: one write to Postgres and one answer from it. After the first that fails none is executed, and its
 * error is the answer; Unmet where a demand was not met.
 */
export function travel(client: ClientBase, statements: readonly Statement[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    client.query(new Trip(statements, (error, answers) => (error ? reject(error) : resolve(answers))));
  });
}

/** The parts of `pg` that its own queries work with. */
interface Wire {
  stream: { cork(): void; uncork(): void; destroy(): void };
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  parse(statement: { name: string; text: string }): void;
  bind(portal: { statement: string; values: readonly (string | null)[] }): void;
  describe(portal: { type: 'P'; name: string }): void;
  execute(portal: object): void;
  sync(): void;
}

interface Column {
  name: string;
  read(value: string): unknown;
}

type Told = (error: Error | undefined, answers: Answer[]) => void;

/** What the statements of a connection answer with, which never changes: told once, it need not be asked again. */
const described = new WeakMap<Wire, Map<string, readonly Column[]>>();

/**
 * Statements behind one Sync: a query of `pg` alone would end with one of its own, which Postgres answers with a packet of its own.
 * To the client it is a query with the name and text of the statement whose answer comes next.
 */
class Trip extends Query {
  readonly #values: readonly (string | null)[][];
  readonly #answers: Answer[];
  #known = new Map<string, readonly Column[]>();
  #at = 0;
  declare name: string;
  declare text: string;
  declare callback: Told;

  constructor(
    readonly statements: readonly Statement[],
    callback: Told,
  ) {
    const [{ name, text }] = statements as [Statement];
    super({ name, text }, callback as never);
    this.#values = statements.map(({ values = [] }) => values.map(written));
    this.#answers = statements.map(() => ({ rows: [], rowCount: null }));
  }

  override submit = (connection: unknown): Error | null => {
    const wire = connection as Wire;
    const other = this.statements.find(({ name, text }) => (textOf(wire, name) ?? text) !== text);
    if (other) return new Error(`the name ${other.name} is that of another statement`);
    this.#known = described.get(wire) ?? this.#known;
    described.set(wire, this.#known);
    wire.stream.cork();
    try {
      this.statements.forEach((statement, at) => this.#send(wire, statement, this.#values[at]!));
      wire.sync();
      return null;
    } catch (error) {
      wire.stream.destroy(); // half a trip is never sent: what is corked goes with the connection
      return error as Error;
    } finally {
      wire.stream.uncork();
    }
  };

  #send(wire: Wire, { name, text }: Statement, values: readonly (string | null)[]): void {
    if (name === '' || textOf(wire, name) === undefined) {
      wire.parse({ name, text });
      if (name !== '') wire.submittedNamedStatements[name] = text;
    }
    wire.bind({ statement: name, values });
    if (name === '' || !this.#known.has(name)) wire.describe({ type: 'P', name: '' });
    wire.execute({});
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    const columns = fields.map(({ name, dataTypeID }) => ({
      name,
      read: jsonTypes.getTypeParser(dataTypeID, 'text') as Column['read'],
    }));
    this.#known.set(this.name, columns);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const columns = this.#known.get(this.name) ?? [];
    const entries = fields.map((value, at) => [columns[at]!.name, value === null ? null : columns[at]!.read(value)]);
    this.#answers[this.#at]!.rows.push(Object.fromEntries(entries) as Answer['rows'][number]);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const count = /\d+$/.exec(text);
    if (count) this.#answers[this.#at]!.rowCount = Number(count[0]);
    if (!this.#known.has(this.name)) this.#known.set(this.name, []);
    const next = this.statements[++this.#at];
    if (next) Object.assign(this, { name: next.name, text: next.text });
  }

  // What was sent and not executed has not been parsed either.
  handleError(error: Error, wire: Wire): void {
    for (const { name } of this.statements) delete wire.submittedNamedStatements[name];
    const isUnmet = sqlStateOf(error) === SQLSTATE.rowsMissing;
    this.callback(isUnmet ? new Unmet(this.name) : error, []);
  }

  handleReadyForQuery(): void {
    this.callback(undefined, this.#answers);
  }
}

function textOf({ parsedStatements, submittedNamedStatements }: Wire, name: string): string | undefined {
  return parsedStatements[name] ?? submittedNamedStatements[name];
}

/** A value as Postgres reads it; an array is one of texts. */
function written(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `{${value.map(quoted).join(',')}}`;
  if (typeof value === 'object') throw new TypeError('an object has no form of its own in SQL');
  return (value as string | number | boolean).toString();
}

function quoted(item: unknown): string {
  const text = written(item);
  return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
