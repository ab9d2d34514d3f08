import { parseDuration } from '../duration';
import type { Instant } from '../rows';
import type { FindingCode, Findings, Spot } from './finding';
import { parseInstant } from './instant';
import { keyFault } from './key';
import { didYouMean, shown } from './nearest';

const longestText = 20_000;

/** What a document is read with: where findings go, and how many more items of lists it may have. */
export interface Reading {
  findings: Findings;
  itemsLeft: number;
}

/** One item of a list and its place. */
export interface Item {
  value: unknown;
  spot: Spot;
}

/** Whether a value is a map with names, as opposed to a list, a text or nothing. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The fields of one map in a document, each read as what it must be. What is wrong becomes a finding and reads as null, as
 * does what is absent; an explicit null is absent.
 */
export class Fields {
  constructor(
    readonly reading: Reading,
    private readonly map: Record<string, unknown>,
    readonly spot: Spot | null,
    /** What the map is, for sentences, such as `system ad`. */
    readonly subject: string,
  ) {}

  /** A finding on each field that has another name than these. */
  refuseOthers(names: readonly string[]): void {
    for (const name of Object.keys(this.map)) {
      if (names.includes(name)) continue;
      const message = `${this.subject} has an unknown field ${shown(name)}.${didYouMean(name, names)}`;
      this.reading.findings.add('UNKNOWN_FIELD', message, this.spotOf(name), { keys: [name] });
    }
  }

  value(name: string): unknown {
    return Object.hasOwn(this.map, name) ? (this.map[name] ?? null) : null;
  }

  spotOf(name: string): Spot {
    return { parent: this.spot, step: name };
  }

  wrong(name: string, message: string, code: FindingCode = 'INVALID_VALUE', keys: string[] = []): null {
    return this.wrongAt(this.spotOf(name), message, code, keys);
  }

  wrongAt(spot: Spot, message: string, code: FindingCode = 'INVALID_VALUE', keys: string[] = []): null {
    this.reading.findings.add(code, `${this.subject}: ${message}`, spot, { keys });
    return null;
  }

  /** A key of its own: its shape is checked. */
  key(name = 'key'): string | null {
    const value = this.value(name);
    if (value === null) return this.wrong(name, `the ${name} is missing.`);
    if (typeof value !== 'string') return this.wrong(name, `the ${name} ${shown(value)} is no text: put it in quotes.`);
    const fault = keyFault(value);
    return fault === null ? value : this.wrong(name, `the ${name} ${shown(value)} ${fault}.`, 'INVALID_VALUE', [value]);
  }

  /** A text that may be absent; an empty one is. */
  text(name: string): string | null {
    const value = this.value(name);
    return value === null ? null : textOf(this, name, { value, spot: this.spotOf(name) }) || null;
  }

  integer(name: string, least: number, most: number): number | null {
    const value = this.value(name);
    if (value === null) return null;
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    return fits ? value : this.wrong(name, `${name} ${shown(value)} is no whole number from ${least} to ${most}.`);
  }

  flag(name: string): boolean | null {
    const value = this.value(name);
    if (value === null || typeof value === 'boolean') return value;
    return this.wrong(name, `${name} ${shown(value)} is neither true nor false.`);
  }

  word<W extends string>(name: string, words: readonly W[]): W | null {
    const value = this.value(name);
    return value === null ? null : wordOf(this, name, { value, spot: this.spotOf(name) }, words);
  }

  duration(name: string): number | null {
    const value = this.value(name);
    return value === null ? null : durationOf(this, name, { value, spot: this.spotOf(name) });
  }

  instant(name: string): Instant | null {
    const value = this.value(name);
    if (value === null) return null;
    const instant = typeof value === 'string' ? parseInstant(value) : null;
    return instant ?? this.wrong(name, `${name} ${shown(value)} is no time such as 2025-09-01T06:00:00Z.`);
  }

  /** The items of a list; none where it is absent. */
  items(name: string): Item[] {
    const value = this.value(name);
    if (value === null) return [];
    if (!Array.isArray(value)) {
      this.wrong(name, `${name} must be a list, such as [a, b].`);
      return [];
    }
    this.reading.itemsLeft -= value.length;
    if (this.reading.itemsLeft < 0) return [];
    const parent = this.spotOf(name);
    return value.map((item: unknown, step) => ({ value: item, spot: { parent, step } }));
  }

  /** The texts of a list, each once. */
  texts(name: string): string[] {
    const texts = this.items(name).map((item) => textOf(this, name, item));
    return [...new Set(texts.filter((text) => text !== null && text !== ''))] as string[];
  }

  /** The words of a list, each once. */
  words<W extends string>(name: string, words: readonly W[]): W[] {
    const found = this.items(name).map((item) => wordOf(this, name, item, words));
    return [...new Set(found.filter((word) => word !== null))];
  }
}

/** A text that Postgres and JSON can keep. */
export function textOf(fields: Fields, name: string, { value, spot }: Item): string | null {
  const wrong = (what: string): null => fields.wrongAt(spot, `${name} ${what}.`);
  if (typeof value !== 'string') return wrong(`${shown(value)} is no text: put it in quotes`);
  if (value.includes('\0')) return wrong('holds a NUL character');
  if (!value.isWellFormed()) return wrong('holds half of a surrogate pair');
  return value.length > longestText ? wrong(`is longer than ${longestText} characters`) : value;
}

function wordOf<W extends string>(fields: Fields, name: string, { value, spot }: Item, words: readonly W[]): W | null {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  const hint = typeof value === 'string' ? didYouMean(value, words) : '';
  return fields.wrongAt(spot, `${name} ${shown(value)} is none of ${words.join(', ')}.${hint}`);
}

/** The minutes of a duration. */
export function durationOf(fields: Fields, name: string, { value, spot }: Item): number | null {
  const minutes = typeof value === 'string' ? parseDuration(value) : null;
  if (minutes !== null) return minutes;
  return fields.wrongAt(spot, `${name} ${shown(value)} is no duration such as 90m, 12h or 4d.`);
}
