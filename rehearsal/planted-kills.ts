import { UserError } from '../bin/io/errors';
import type { Instance } from './instance';
import type { Figures } from './report';

interface Watched {
  readonly instance: Instance;
  readonly figures: Figures;
}

/** Does what makes the kernel kill for memory, on purpose. @throws UserError when it killed nothing */
export async function plantKills<T>({ instance, figures }: Watched, work: () => Promise<T>): Promise<T> {
  const before = await instance.group.outOfMemoryKills();
  const value = await work();
  const kills = (await instance.group.outOfMemoryKills()) - before;
  if (kills === 0) throw new UserError('the kernel killed nothing for memory');
  figures.plantedOutOfMemoryKills = (figures.plantedOutOfMemoryKills ?? 0) + kills;
  return value;
}

/** @throws UserError when the kernel killed something for memory that nobody planted */
export function refuseOtherKills({ outOfMemoryKills = 0, plantedOutOfMemoryKills = 0 }: Figures): string {
  if (outOfMemoryKills <= plantedOutOfMemoryKills) return `${plantedOutOfMemoryKills} planted`;
  throw new UserError(
    `the kernel killed ${outOfMemoryKills} processes for memory, of which ${plantedOutOfMemoryKills} were planted`,
  );
}
