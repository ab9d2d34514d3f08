import { type DirectiveNode, getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective } from 'graphql';

/** A field, fragment or spread. */
export interface Selection {
  readonly directives?: readonly DirectiveNode[];
}

/** Whether a selection is not to be answered under some variables. */
export function isLeftOut(node: Selection, variables: Readonly<Record<string, unknown>>): boolean {
  if (!node.directives || node.directives.length === 0) return false;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false
  );
}
