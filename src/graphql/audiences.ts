import type { Timeline } from '../board/timeline';
import type { Course, Told } from '../log/course';
import { Audience, type AudienceParts } from './audience';

/** The audiences of a process: one for each thing that is heard in the same words of the same incident. */
export class Audiences {
  private readonly known = new WeakMap<Timeline, Map<string, Audience<Told>>>();

  /** The audience that hears this, made where there is none yet, to begin at the place of a course. */
  of<T extends Told>(name: string, course: Course<T>, parts: Omit<AudienceParts<T>, 'onEmpty'>): Audience<T> {
    const named = this.known.get(course.timeline) ?? new Map<string, Audience<Told>>();
    this.known.set(course.timeline, named);
    const known = named.get(name);
    if (known) return known as unknown as Audience<T>; // equal names, equal things that are told
    const audience = new Audience(course.copy(), { ...parts, onEmpty: () => void named.delete(name) });
    named.set(name, audience as unknown as Audience<Told>);
    return audience;
  }
}
