import 'reflect-metadata';
import { createServer } from 'node:http';
import { createKeyv } from '@keyv/redis';
import { CACHE_MANAGER, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Inject, Injectable, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Cache } from 'cache-manager';
import { listSeminars } from '../shared/seminar-list';
import { cachePrefix, redisSocket, socket, ttlSeconds } from '../shared/settings';

@Injectable()
class SeminarService {
  constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {}

  async list(name: string, order: string) {
    if (name) return listSeminars(name, order);
    const key = order === 'earliest' ? 'earliest' : 'default';
    const cached = await this.cache.get(key);
    if (cached) return cached;
    const seminars = await listSeminars('', order);
    await this.cache.set(key, seminars);
    return seminars;
  }
}

@Controller('api/v1/seminar')
class SeminarController {
  constructor(@Inject(SeminarService) private readonly seminars: SeminarService) {}

  @Get()
  list(@Query('name') name: string, @Query('order') order: string) {
    return this.seminars.list(name, order);
  }
}

const redisStore = () =>
  createKeyv({ socket: { path: redisSocket, tls: false } }, { namespace: cachePrefix });

@Module({
  imports: [CacheModule.register({ stores: [redisStore()], ttl: ttlSeconds * 1000 })],
  controllers: [SeminarController],
  providers: [SeminarService],
})
class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.init();
  createServer(app.getHttpAdapter().getInstance()).listen(socket);
}

void main();
