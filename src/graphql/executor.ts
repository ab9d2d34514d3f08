import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../view/context';
import { type Compilable, compilableOf } from './compilable';
import { isShareable } from './shareable';
import type { Shielded } from './shield';
import { switched } from './switched';

/** One operation, admitted: its variables as they came, and as graphql-js has read them. */
export interface Operation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown> | null | undefined;
  coerced: Readonly<Record<string, unknown>>;
  /** What a subscription answers about. */
  rootValue?: unknown;
}

/** Compiled, interpreted, or interpreted after what was compiled had failed. */
export type Run = 'COMPILED' | 'INTERPRETED' | 'AGAIN';

const mostCompiled = 500;
const mostSeen = 2000;

/** What is known of an operation, as long as its document is kept. */
interface Known {
  id: number;
  compilable: Compilable | null;
  isShareable: boolean;
}

/**
 * Executes operations, compiled from their second sight on. Where a compiled query answers with an error, or fails, graphql-js
 * executes it again from the start: what a client is told of errors is always graphql-js's word. Changes are never compiled.
 */
export class Executor {
  readonly #known = new WeakMap<OperationDefinitionNode, Known>();
  readonly #seen = new LRUCache<string, true>({ max: mostSeen });
  readonly #compiled = new LRUCache<string, CompiledQuery | 'FAILED'>({ max: mostCompiled });
  #ids = 0;

  /** `onRun` hears how each operation is executed. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly onRun: (run: Run) => void = () => undefined,
  ) {}

  /** The result; `context` is used up by it. */
  async run(asked: Operation, context: RequestContext): Promise<ExecutionResult> {
    const query = this.#queryFor(asked);
    const result = query && (await compiledResult(query, asked, context));
    this.onRun(result ? 'COMPILED' : query ? 'AGAIN' : 'INTERPRETED');
    if (result) return result;
    context.budget.renew();
    return this.#interpret(asked, context);
  }

  /** Whether its answer serves everybody who may read the incidents that it names. */
  isShareable(asked: Operation): boolean {
    return this.#knownOf(asked).isShareable;
  }

  #interpret({ document, operation, variables, rootValue }: Operation, contextValue: RequestContext) {
    const operationName = operation.name?.value;
    const { schema } = this;
    return execute({ schema, document, operationName, variableValues: variables, contextValue, rootValue });
  }

  #queryFor(asked: Operation): CompiledQuery | null {
    const { id, compilable } = this.#knownOf(asked);
    if (!compilable) return null;
    const name = `${id} ${compilable.switches.map((variable) => asked.coerced[variable] === true).join()}`;
    const kept = this.#compiled.get(name);
    if (kept) return kept === 'FAILED' ? null : kept;
    if (!this.#seen.has(name)) {
      this.#seen.set(name, true);
      return null;
    }
    const query = this.#compile(asked);
    this.#compiled.set(name, query ?? 'FAILED');
    return query;
  }

  #knownOf({ document, operation }: Operation): Known {
    const before = this.#known.get(operation);
    if (before) return before;
    const compilable = compilableOf(document, operation);
    const known = { id: ++this.#ids, compilable, isShareable: isShareable(this.schema, document, operation) };
    this.#known.set(operation, known);
    return known;
  }

  #compile({ document, operation, coerced }: Operation): CompiledQuery | null {
    const query = compileQuery(this.schema, switched(document, coerced), operation.name?.value ?? '', {
      disableLeafSerialization: true,
      disablingCapturingStackErrors: true,
    });
    return isCompiledQuery(query) ? query : null;
  }
}

/** What a compiled query answers; null where it meets an error. */
async function compiledResult(query: CompiledQuery, asked: Operation, context: RequestContext) {
  try {
    const result = await withoutThrows(query, asked, context);
    return result.errors && result.errors.length > 0 ? null : result;
  } catch {
    return null; // graphql-js meets it again, and says what it is
  }
}

function withoutThrows(query: CompiledQuery, { variables, rootValue }: Operation, context: RequestContext) {
  return new Promise<ExecutionResult>((resolve, reject) => {
    const running: RequestContext & Shielded = { ...context, onThrow: reject };
    Promise.resolve(query.query(rootValue, running, variables)).then(resolve, reject);
  });
}
