import { GraphQLError } from 'graphql';

/** Counts the sockets and streams that each principal has open in this process. */
export class Seats {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes a seat and answers how to give it back; throws LIMIT_EXCEEDED once they are all taken. */
  take(principalId: string): () => void {
    const open = this.taken.get(principalId) ?? 0;
    if (open >= this.most) throw new NoSeatError(this.most);
    this.taken.set(principalId, open + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.release(principalId);
      isHeld = false;
    };
  }

  private release(principalId: string): void {
    const left = (this.taken.get(principalId) ?? 1) - 1;
    if (left === 0) this.taken.delete(principalId);
    else this.taken.set(principalId, left);
  }
}

/** A principal has as many sockets and streams open as it may. */
export class NoSeatError extends GraphQLError {
  constructor(most: number) {
    super(`Open sockets and streams of this principal: the limit is ${most}.`, {
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'connections', http: { status: 429 } },
    });
  }
}
