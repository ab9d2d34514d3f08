import { Links } from '../chain/links';
import type { Uuid } from '../domain/rows';
import type { EventEntry, LogEntry, LogHead, RowsEntry, Tell } from './entry';
import { type SaidEvent, readEventText } from './event-text';
import { RowsBeside } from './rows-beside';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const copied = ['position', 'type', 'at', 'actor', 'system', 'plant', 'line', 'milestone'] as const;

/** The check of one incident's log as it streams by, in constant memory: its chain, and what its events say. */
export class Chain {
  events = 0;
  private readonly links: Links;
  private mode: unknown = null;
  private beside: RowsBeside | null = null;

  constructor(
    private readonly incident: Uuid,
    private readonly tell: Tell,
  ) {
    this.links = new Links('event', tell);
  }

  /** Of the last event. */
  get position(): number {
    return this.links.position;
  }

  add(entry: LogEntry): void {
    if ('unreadable' in entry) this.tell(entry.unreadable);
    else if ('rows' in entry) this.addRows(entry);
    else this.addEvent(entry);
  }

  /** Compares the end of the log with where it is said to be. */
  end(heads: readonly LogHead[]): void {
    this.beside?.end(this.tell);
    this.links.end(heads);
  }

  private addEvent(event: EventEntry): void {
    const { position, text } = event;
    this.beside?.end(this.tell);
    this.events++;
    this.links.add(event);
    const said = readEventText(text);
    if (said) this.checkText(event, said);
    else this.tell(`The text of event ${position} is not the canonical text of an event.`);
    const rowsSha256 = said?.data.rowsSha256;
    this.beside = typeof rowsSha256 === 'string' ? new RowsBeside(position, rowsSha256) : null;
  }

  private checkText(event: EventEntry, said: SaidEvent): void {
    const { position } = event;
    const other = copied.filter((part) => said[part] !== event[part]);
    if (other.length > 0) this.tell(`Beside event ${position} stands another ${other.join(', ')} than in its text.`);
    if (said.incident !== this.incident) this.tell(`The text of event ${position} is of another incident.`);
    this.mode ??= said.mode;
    if (said.mode !== this.mode) this.tell(`Event ${position} has another mode than the events before it.`);
    const at = typeof said.at === 'string' && instant.test(said.at) ? said.at : null;
    if (at === null) this.tell(`The time of event ${position} is none.`);
    else this.links.date(position, at);
  }

  private addRows(entry: RowsEntry): void {
    if (this.beside?.position !== entry.position) {
      this.beside?.end(this.tell);
      this.beside = new RowsBeside(entry.position, null);
    }
    this.beside.add(entry);
  }
}
