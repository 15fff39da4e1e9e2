/** Tries again for up to five seconds. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
