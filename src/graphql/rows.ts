import type { Told } from '../log/course';
import type { Ear, Listener } from './listener';

/** Listeners by what they can be sent: those of one row take the same bytes. */
export class Rows<T extends Told> {
  private readonly rows = new Map<string, Set<Listener<T>>>();

  get isEmpty(): boolean {
    return this.rows.size === 0;
  }

  add(listener: Listener<T>): void {
    const form = formOf(listener);
    const row = this.rows.get(form);
    if (row) row.add(listener);
    else this.rows.set(form, new Set([listener]));
  }

  remove(listener: Listener<T>): void {
    const form = formOf(listener);
    const row = this.rows.get(form);
    row?.delete(listener);
    if (row?.size === 0) this.rows.delete(form);
  }

  clear(): void {
    this.rows.clear();
  }

  /** A row may lose its listeners while one goes through it. */
  [Symbol.iterator](): Iterator<Set<Listener<T>>> {
    return this.rows.values();
  }
}

function formOf({ cost, ear }: { cost: number; ear: Ear }): string {
  return `${cost} ${ear.form}`;
}
