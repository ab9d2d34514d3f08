import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../view/context';
import type { Fragments } from './fragments';
import { Sites } from './sites';
import { type Read, Writing, type WrittenMember } from './writing';

export interface RenderingParts {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** Tells it from others that share the fragments. */
  name: string;
  fragments: Fragments;
}

/** Writes the data of one query as JSON text, straight from the board. */
export class Rendering {
  private constructor(
    private readonly members: readonly WrittenMember[],
    private readonly fragments: Fragments,
  ) {}

  /** The rendering of an operation without @skip and @include; null where it holds what only an executor can answer. */
  static of(schema: GraphQLSchema, { document, operation, name, fragments }: RenderingParts): Rendering | null {
    const root = schema.getRootType(operation.operation);
    const members = root && new Sites(schema, document, name).roots(root, operation.selectionSet);
    return members ? new Rendering(members, fragments) : null;
  }

  /** The data as text; rejects where something in it is not as it should be: then it has to be executed. */
  async text(context: RequestContext, variables: Readonly<Record<string, unknown>>): Promise<string> {
    const writing = new Writing(context, variables, this.fragments);
    const values = await Promise.all(this.members.map(({ read }) => started(read, writing)));
    try {
      const parts = this.members.map(({ head, write }, place) => head + write(values[place], writing));
      return `{${parts.join(',')}}`;
    } finally {
      writing.end();
    }
  }
}

/** A root field begins at once, and whatever it throws is told by its promise. */
// eslint-disable-next-line @typescript-eslint/require-await
async function started(read: Read, writing: Writing): Promise<unknown> {
  return read(undefined, writing);
}
