import { join } from 'node:path';

export const migrationsDirectory = join(__dirname, '../../prisma/migrations');
