/** Thrown where an answer cannot be written as text: it is executed in the ordinary way then. */
export class Abandoned extends Error {}
