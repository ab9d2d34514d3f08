import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../view/context';
import type { Fragments } from './fragments';
import { Sites } from './sites';
import { Rendered } from './rendered';
import { type Arguments, type KnownArguments, type Read, Writing, type WrittenMember } from './writing';

export interface RenderingParts {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** Tells it from others that share the fragments. */
  name: string;
  fragments: Fragments;
}

/** Writes the data of one query as JSON text, straight from the board. */
export class Rendering {
  // what is asked again with the same variables has the same arguments
  readonly #arguments = new WeakMap<object, KnownArguments>();

  private constructor(
    private readonly members: readonly WrittenMember[],
    private readonly isGrounded: boolean,
    private readonly fragments: Fragments,
  ) {}

  /** The rendering of an operation without @skip and @include; null where it holds what only an executor can answer. */
  static of(schema: GraphQLSchema, { document, operation, name, fragments }: RenderingParts): Rendering | null {
    const root = schema.getRootType(operation.operation);
    const found = root && new Sites(schema, document, name).roots(root, operation.selectionSet);
    return found ? new Rendering(found.members, found.isGrounded, fragments) : null;
  }

  /** The data as text; rejects where something in it is not as it should be: then it has to be executed. */
  async write(context: RequestContext, variables: Readonly<Record<string, unknown>>): Promise<Rendered> {
    const footings = this.isGrounded ? new Set<number>() : null;
    const writing = new Writing({ context, variables, known: this.#argumentsFor(variables) }, this.fragments, footings);
    if (this.members.length === 1) context.views.expectOne();
    const values = await Promise.all(this.members.map(({ read }) => started(read, writing)));
    try {
      const parts = this.members.map(({ head, write }, place) => head + write(values[place], writing));
      const [board, ...others] = context.views.boards;
      const rests = footings && board && others.length === 0 ? this.fragments.rests(board, footings) : null;
      return new Rendered(`{${parts.join(',')}}`, rests);
    } finally {
      writing.end();
    }
  }

  #argumentsFor(variables: object): KnownArguments {
    const known = this.#arguments.get(variables) ?? new Map<object, Arguments>();
    this.#arguments.set(variables, known);
    return known;
  }
}

/** A root field begins at once, and whatever it throws is told by its promise. */
// eslint-disable-next-line @typescript-eslint/require-await
async function started(read: Read, writing: Writing): Promise<unknown> {
  return read(undefined, writing);
}
