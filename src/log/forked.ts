/** The log is not the one that a follower followed: the database was put back to an earlier moment. */
export class ForkedError extends Error {
  constructor() {
    super('This log is not the one that you followed: load the incident again.');
  }
}
