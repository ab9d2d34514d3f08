import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Board } from '../board/board';
import type { RequestContext } from '../view/context';
import { type Compilable, compilableOf } from './compilable';
import { isTold } from './errors';
import { isShareable } from './shareable';
import type { Shielded } from './shield';
import { switched } from './switched';
import { Abandoned } from './text/abandoned';
import { Fragments } from './text/fragments';
import type { Rests } from './text/rests';
import { Rendering } from './text/rendering';

/** One operation, admitted: its variables as they came, and as graphql-js has read them. */
export interface Operation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown> | null | undefined;
  coerced: Readonly<Record<string, unknown>>;
  /** What a subscription answers about. */
  rootValue?: unknown;
}

/** Written as text, compiled, interpreted, or interpreted after one of these had failed. */
export type Run = 'RENDERED' | 'COMPILED' | 'INTERPRETED' | 'AGAIN';

/** A compiled or written answer failed, and the operation was executed another way. */
export interface ExecutorFault {
  run: 'RENDERED' | 'COMPILED';
  error: unknown;
  /** Whether it is the first failure of this operation and its switches, which is worth a line in the log. */
  isFirst: boolean;
}

const mostCompiled = 500;
const mostSeen = 2000;

/** What is known of an operation, as long as its document is kept. */
interface Known {
  id: number;
  compilable: Compilable | null;
  isShareable: boolean;
}

/** An operation under one combination of its switches; each way to answer it is made when it is first wanted. */
interface Form {
  name: string;
  /** Whether one of its failures was told. */
  hasFailed?: true;
  query?: CompiledQuery | null;
  rendering?: Rendering | null;
}

export interface ExecutorParts {
  schema: GraphQLSchema;
  /** What the kept texts of single systems may take, in bytes. */
  fragmentBytes: number;
  /** Hears how each operation is executed. */
  onRun?: (run: Run) => void;
  /** Hears of each failure of a compiled or written answer by a fault of this program. */
  onFault?: (fault: ExecutorFault) => void;
}

/**
 * Executes operations, compiled from their second sight on. Where a compiled query answers with an error, or fails, graphql-js
 * executes it again from the start: what a client is told of errors is always graphql-js's word. Changes are never compiled.
 */
export class Executor {
  readonly #known = new WeakMap<OperationDefinitionNode, Known>();
  readonly #seen = new LRUCache<string, true>({ max: mostSeen });
  readonly #forms = new LRUCache<string, Form>({ max: mostCompiled });
  readonly #fragments: Fragments;
  #ids = 0;

  constructor(private readonly parts: ExecutorParts) {
    this.#fragments = new Fragments(parts.fragmentBytes);
  }

  /** The result with its data as text, where that can be written at once; else as `run` answers it. */
  async answer(asked: Operation, context: RequestContext): Promise<ExecutionResult> {
    const form = this.#formFor(asked);
    if (form?.rendering === undefined && form) form.rendering = this.#renderingOf(asked, form);
    const data = form?.rendering && (await this.#rendered(form.rendering, asked, context, form));
    if (data) {
      this.parts.onRun?.('RENDERED');
      return { data: data as object as Record<string, unknown> };
    }
    if (form?.rendering) context.budget.renew();
    return this.#run(asked, context, form);
  }

  /** The result; `context` is used up by it. */
  run(asked: Operation, context: RequestContext): Promise<ExecutionResult> {
    return this.#run(asked, context, this.#formFor(asked));
  }

  /** Whether what an answer rests on is the same on another board. */
  holds(rests: Rests, board: Board): boolean {
    return this.#fragments.holds(rests, board);
  }

  /** Whether its answer serves everybody who may read the incidents that it names. */
  isShareable(asked: Operation): boolean {
    return this.#knownOf(asked).isShareable;
  }

  async #run(asked: Operation, context: RequestContext, form: Form | null): Promise<ExecutionResult> {
    if (form?.query === undefined && form) form.query = this.#compile(asked);
    const query = form?.query;
    const result = query && (await this.#compiledResult(query, asked, context, form));
    this.parts.onRun?.(result ? 'COMPILED' : query ? 'AGAIN' : 'INTERPRETED');
    if (result) return result;
    context.budget.renew();
    return this.#interpret(asked, context);
  }

  #interpret({ document, operation, variables, rootValue }: Operation, contextValue: RequestContext) {
    const operationName = operation.name?.value;
    const { schema } = this.parts;
    return execute({ schema, document, operationName, variableValues: variables, contextValue, rootValue });
  }

  /** What is made of an operation from its second sight on; null before, and for what is always interpreted. */
  #formFor(asked: Operation): Form | null {
    const { id, compilable } = this.#knownOf(asked);
    if (!compilable) return null;
    const name = `${id} ${compilable.switches.map((variable) => asked.coerced[variable] === true).join()}`;
    const kept = this.#forms.get(name);
    if (kept) return kept;
    if (!this.#seen.has(name)) {
      this.#seen.set(name, true);
      return null;
    }
    const form = { name };
    this.#forms.set(name, form);
    return form;
  }

  #knownOf({ document, operation }: Operation): Known {
    const before = this.#known.get(operation);
    if (before) return before;
    const compilable = compilableOf(document, operation);
    const known = { id: ++this.#ids, compilable, isShareable: isShareable(this.parts.schema, document, operation) };
    this.#known.set(operation, known);
    return known;
  }

  #renderingOf({ document: whole, operation: { name }, coerced }: Operation, form: Form): Rendering | null {
    const document = switched(whole, coerced);
    const operation = getOperationAST(document, name?.value);
    const { schema } = this.parts;
    return operation
      ? Rendering.of(schema, { document, operation, name: form.name, fragments: this.#fragments })
      : null;
  }

  #compile({ document, operation, coerced }: Operation): CompiledQuery | null {
    const query = compileQuery(this.parts.schema, switched(document, coerced), operation.name?.value ?? '', {
      disableLeafSerialization: true,
      disablingCapturingStackErrors: true,
    });
    return isCompiledQuery(query) ? query : null;
  }

  /** The data as text; null where something stands in the way: then it is executed, and that is told. */
  async #rendered(rendering: Rendering, { coerced }: Operation, context: RequestContext, form: Form) {
    try {
      return await rendering.write(context, coerced);
    } catch (error) {
      this.#note('RENDERED', error, form);
      return null;
    }
  }

  /** What a compiled query answers; null where it meets an error: graphql-js meets it again, and says what it is. */
  async #compiledResult(query: CompiledQuery, asked: Operation, context: RequestContext, form: Form) {
    try {
      const result = await withoutThrows(query, asked, context);
      if (!result.errors?.length) return result;
      for (const error of result.errors) this.#note('COMPILED', error, form);
    } catch (error) {
      this.#note('COMPILED', error, form);
    }
    return null;
  }

  #note(run: ExecutorFault['run'], error: unknown, form: Form): void {
    if (error instanceof Abandoned || isTold(error)) return; // left to graphql-js on purpose, or no fault of this program
    const isFirst = !form.hasFailed;
    form.hasFailed = true;
    this.parts.onFault?.({ run, error, isFirst });
  }
}

function withoutThrows(query: CompiledQuery, { variables, rootValue }: Operation, context: RequestContext) {
  return new Promise<ExecutionResult>((resolve, reject) => {
    const running: RequestContext & Shielded = { ...context, onThrow: reject };
    Promise.resolve(query.query(rootValue, running, variables)).then(resolve, reject);
  });
}
