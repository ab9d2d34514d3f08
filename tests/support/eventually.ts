const LOOK_AGAIN_MS = 20;
const DEADLINE_MS = 20_000;

/** Looks until there is a value, and fails with `what` was missing when there is none in time. */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  what: string,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Still missing after ${deadlineMs} ms: ${what}`);
    await new Promise((again) => setTimeout(again, LOOK_AGAIN_MS));
  }
}
