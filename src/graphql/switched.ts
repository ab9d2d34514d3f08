import { type ASTNode, type DocumentNode, visit } from 'graphql';
import { isLeftOut, type Selection } from './left-out';

/**
 * A document without what @skip and @include leave out under some variables, and without these directives. graphql-jit reads
 * them differently from graphql-js where a fragment is spread twice.
 */
export function switched(document: DocumentNode, variables: Readonly<Record<string, unknown>>): DocumentNode {
  const take = <N extends ASTNode & Selection>(node: N): N | null | undefined => {
    if (!node.directives || node.directives.length === 0) return undefined;
    return isLeftOut(node, variables) ? null : { ...node, directives: [] };
  };
  return visit(document, { Field: take, InlineFragment: take, FragmentSpread: take });
}
