import type { NoteRow } from '../domain/marks';
import type { Uuid } from '../domain/rows';
import type { NoteStretch } from '../log/note.store';
import { type Connection, connectionOf } from '../view/connection';
import { cursorOf, pageSize, positionIn } from '../view/cursor';
import type { Edge, PageArgs, PageBounds } from '../view/page';
import type { Shape } from '../view/shapes';
import type { View } from '../view/view';

export const NoteConnection = connectionOf('Note', 'notes');

const order = 'NOTE';

/** The notes that a page asks for: one more than it shows, to know whether there are further ones. */
export function noteStretch(view: View, systemId: Uuid | null, args: PageArgs, fallback: number): NoteStretch {
  const first = pageSize(args.first, fallback) + 1;
  return {
    incidentId: view.board.id,
    systemId,
    upTo: view.board.position,
    after: positionIn(args.after, order, 'after') ?? 0,
    first,
  };
}

/** A page of notes: what was read for its stretch. */
export class NotePage implements Connection<Shape<'Note'>> {
  readonly nodes: Shape<'Note'>[];
  readonly pageInfo: PageBounds;

  constructor(
    view: View,
    readonly stretch: NoteStretch,
    read: readonly NoteRow[],
  ) {
    this.nodes = view.notes(read.slice(0, stretch.first - 1));
    this.pageInfo = {
      hasNextPage: read.length > this.nodes.length,
      hasPreviousPage: stretch.after > 0,
      startCursor: cursorAt(this.nodes[0]),
      endCursor: cursorAt(this.nodes.at(-1)),
    };
  }

  get edges(): Edge<Shape<'Note'>>[] {
    return this.nodes.map((node) => ({ cursor: cursorAt(node) as string, node }));
  }
}

// There is one note an event at most: its position names its place for good.
function cursorAt(note: Shape<'Note'> | undefined): string | null {
  return note ? cursorOf(order, String(note.row.version)) : null;
}
