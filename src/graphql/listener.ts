import type { Viewer } from '../access/directory';
import type { Course, Told } from '../log/course';

/** Where the answers of one subscription go as ready bytes. */
export interface Ear {
  /** Ears of equal form can be sent the same bytes. */
  readonly form: string;
  /** Answers, as JSON in which the end is missing, with that end in the form of this ear. */
  bytesOf(answers: readonly Buffer[], end: string): Buffer;
  /** Whether it may be sent something now: it is open, and what it was sent before has left, or nearly so. */
  readonly hasRoom: boolean;
  /** Resolves when it may be sent something, or never will. */
  room(): Promise<void>;
  /** Answers whether there is still room. */
  send(bytes: Buffer): boolean;
}

type Leaving<T extends Told> = { resolve: (course: Course<T> | null) => void; reject: (error: unknown) => void };

/** One who hears what others hear too, and the way back to hearing it alone. */
export class Listener<T extends Told> {
  private leaving: Leaving<T> | undefined;
  /** Its subscription has ended. */
  isGone = false;

  constructor(
    readonly viewer: Viewer,
    readonly ear: Ear,
    /** What each answer is told to have cost. */
    readonly cost: number,
  ) {}

  /** What ends each of its answers. */
  get end(): string {
    return `,"extensions":{"cost":${this.cost}}}`;
  }

  /** Resolves when it goes on alone, with the course from there; with null when it has gone. */
  listen(): Promise<Course<T> | null> {
    if (this.isGone) return Promise.resolve(null);
    return new Promise((resolve, reject) => (this.leaving = { resolve, reject }));
  }

  /** Sends it on alone from a place, or away. */
  release(course: Course<T> | null): void {
    this.leaving?.resolve(course);
    this.leaving = undefined;
  }

  leave(): void {
    this.isGone = true;
    this.release(null);
  }

  fail(error: unknown): void {
    this.leaving?.reject(error);
    this.leaving = undefined;
  }
}
