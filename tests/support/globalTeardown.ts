/** Ends what globalSetup started, in the same process. */
export default async function globalTeardown(): Promise<void> {
  const { endTestServer } = globalThis as typeof globalThis & { endTestServer?: () => Promise<void> };
  await endTestServer?.();
}
