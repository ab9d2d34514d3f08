/** Something that whoever asks first makes. */
export class Kept<T> {
  constructor(private made?: T) {}

  of(make: () => T): T {
    return (this.made ??= make());
  }
}
