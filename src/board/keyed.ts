import type { Uuid } from '../domain/rows';
import type { KeyedRows } from '../domain/world';
import { Chunks } from './chunks';

interface Named {
  id: Uuid;
  key: string;
}

/** Orders by UTF-16 code units: the same in every locale. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Rows in the order of their keys, found by UUID or key; the maps are shared between versions until rows come or go. */
export class Keyed<R extends Named> implements KeyedRows<R> {
  private constructor(
    readonly chunks: Chunks<R>,
    private readonly byId: ReadonlyMap<Uuid, number>,
    private readonly byKey: ReadonlyMap<string, number>,
  ) {}

  static of<R extends Named>(unordered: readonly R[]): Keyed<R> {
    const rows = [...unordered].sort((one, other) => compareText(one.key, other.key));
    const byId = new Map(rows.map((row, index) => [row.id, index]));
    const byKey = new Map(rows.map((row, index) => [row.key, index]));
    return new Keyed(Chunks.of(rows), byId, byKey);
  }

  get size(): number {
    return this.chunks.size;
  }

  at(index: number): R {
    return this.chunks.at(index);
  }

  find(idOrKey: string): number | undefined {
    return this.byKey.get(idOrKey) ?? this.byId.get(idOrKey) ?? this.byId.get(idOrKey.toLowerCase());
  }

  indexOf(id: Uuid): number {
    const index = this.byId.get(id);
    if (index === undefined) throw new Error(`no row ${id} on the board`);
    return index;
  }

  /** The same rows with one replaced, whose id and key stay. */
  with(index: number, row: R): Keyed<R> {
    return new Keyed(this.chunks.with(index, row), this.byId, this.byKey);
  }

  toArray(): R[] {
    return this.chunks.toArray();
  }
}
