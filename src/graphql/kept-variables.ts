import type { OperationDefinitionNode } from 'graphql';

/** Variables as graphql-js reads them. */
export type Coerced = Readonly<Record<string, unknown>>;

/** Variables that are asked with again and again, as the same object, are read once for each operation. */
export class KeptVariables {
  readonly #kept = new WeakMap<object, { operation: OperationDefinitionNode; coerced: Coerced }>();

  find(variables: object, operation: OperationDefinitionNode): Coerced | undefined {
    const kept = this.#kept.get(variables);
    return kept?.operation === operation ? kept.coerced : undefined;
  }

  keep(variables: object, operation: OperationDefinitionNode, coerced: Coerced): void {
    this.#kept.set(variables, { operation, coerced });
  }
}
