import { Extensions } from 'type-graphql';

/** Marks a field whose answer hangs on who asks: an answer that holds it is made for each viewer anew. */
export function PerViewer(): MethodDecorator {
  return Extensions({ perViewer: true });
}
