/** vCPUs of a task of Fargate in 1/1024. Larger ones want more memory than twice as many MiB. */
export const taskCpus = [256, 512, 1024, 2048, 4096] as const;
export type TaskCpu = (typeof taskCpus)[number];

/** The least that Fargate gives with it, in MiB (AWS, Fargate task sizes; read 2026-11-22). */
export const memoryOf = (cpu: TaskCpu) => cpu * 2;
