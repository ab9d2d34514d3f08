import { type Drawn, drawn, firstDrawn } from '../board/apply';
import type { Board } from '../board/board';
import { linkHash } from '../chain/link';
import { type Fact, type RecoveryEvent, genesisHash } from '../domain/event';
import type { IncidentRow, Instant, Uuid } from '../domain/rows';
import { later } from '../domain/time';
import { eventText, sealedData } from './canonical';

/** An event that is about to be written, the texts that lie beside it, and the board after it. */
export interface Draft {
  event: RecoveryEvent;
  text: string;
  beside: Iterable<string>;
  fact: Fact;
  board: Board;
}

interface Maker {
  id: Uuid;
  actorId: Uuid;
  now: Instant;
}

/** The next event of a board's incident. `at` never runs backwards. */
export function draftAfter(board: Board, fact: Fact, maker: Maker): Draft {
  const at = later(maker.now, board.lastAt);
  const position = board.position + 1;
  const next = drawn(board, { position, at, rows: fact.rows });
  return drafted(next, board.incident, fact, { ...maker, at, position, previousHash: board.logHead });
}

/** The first event of an incident. */
export function firstDraft(incident: Omit<IncidentRow, 'version'>, fact: Fact, maker: Maker): Draft {
  const first = firstDrawn({ position: 1, at: maker.now, rows: fact.rows });
  return drafted(first, incident, fact, { ...maker, at: maker.now, position: 1, previousHash: genesisHash });
}

type Place = Maker & { at: Instant; position: number; previousHash: string };

function drafted(next: Drawn, incident: Pick<IncidentRow, 'id' | 'mode'>, fact: Fact, place: Place): Draft {
  const { data, dataText, beside } = sealedData(fact);
  const open = {
    incidentId: incident.id,
    mode: incident.mode,
    position: place.position,
    type: fact.type,
    at: place.at,
    actorId: fact.actorId ?? place.actorId,
    systemId: fact.systemId ?? null,
    plantId: fact.plantId ?? null,
    lineId: fact.lineId ?? null,
    milestoneId: fact.milestoneId ?? null,
    counters: next.counters,
    reason: fact.reason ?? null,
    data,
  };
  const text = eventText(open, dataText);
  const hash = linkHash(place.previousHash, text);
  const event = { ...open, id: place.id, rows: fact.rows, previousHash: place.previousHash, hash };
  return { event, text, beside, fact, board: next.sealedWith(hash) };
}
