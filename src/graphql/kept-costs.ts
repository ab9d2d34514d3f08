import type { OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Spread } from '../board/lists';
import { noSizes, type Sizes } from '../view/sizes';
import type { Cost } from './cost';
import type { Given, Selected } from './selected';

/** What a cost took from some sizes; it lets go of the sizes themselves, and of their board. */
export class Basis {
  readonly #spreads = new Map<string, Spread | undefined>();
  #isNone = false;
  #systems: number | null = null;

  /** The same sizes, noting what is asked of them. */
  noting(sizes: Sizes): Sizes {
    this.#isNone = sizes === noSizes;
    if (this.#isNone) return sizes;
    const spreadOf = (coordinate: string) => {
      const spread = sizes.spreadOf(coordinate);
      this.#spreads.set(coordinate, spread);
      return spread;
    };
    const systems = () => (this.#systems = sizes.systems);
    return {
      spreadOf,
      get systems() {
        return systems();
      },
    };
  }

  /** Whether other sizes say the same. */
  holds(sizes: Sizes): boolean {
    if (this.#isNone !== (sizes === noSizes)) return false;
    if (this.#systems !== null && this.#systems !== sizes.systems) return false;
    for (const [coordinate, before] of this.#spreads) {
      const now = sizes.spreadOf(coordinate);
      if (before?.average !== now?.average || before?.most !== now?.most) return false;
    }
    return true;
  }
}

/** A cost, the fields at the root that it is of, and what it took from the sizes of each. */
export interface KeptCost {
  cost: Cost;
  fields: readonly Selected[];
  bases: readonly Basis[];
}

const mostForms = 20;

/** Costs of operations, by all that they hang on but sizes; these are compared. */
export class KeptCosts {
  readonly #kept = new WeakMap<OperationDefinitionNode, LRUCache<string, KeptCost>>();

  find(operation: OperationDefinitionNode, variables: Given['variables']): KeptCost | undefined {
    return this.#kept.get(operation)?.get(formOf(variables));
  }

  keep(operation: OperationDefinitionNode, variables: Given['variables'], kept: KeptCost): void {
    const forms = this.#kept.get(operation) ?? new LRUCache<string, KeptCost>({ max: mostForms });
    this.#kept.set(operation, forms);
    forms.set(formOf(variables), kept);
  }
}

// A cost hangs on counts, switches and the lengths of lists; not on what a text says.
function formOf(value: unknown): string {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, part]) => `${name}:${formOf(part)}`)
    .join()}}`;
}
