/** Tries again for up to five seconds, or as long as said; resolves to what the check found. */
export async function eventually<Found>(check: () => Promise<Found>, timeoutMs = 5_000): Promise<Found> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
