import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import express from 'express';
import { cachedList } from '../shared/cached-list';
import { presentTime } from '../shared/present-time';
import { database, socket } from '../shared/settings';
import { PrismaClient, type User } from './dist/generated/client';

const prisma = new PrismaClient({ adapter: new PrismaMariaDb(database) });

async function listSeminars(name: string, order?: string) {
  const seminars = await prisma.seminar.findMany({
    where: { name: { contains: name } },
    orderBy: { id: order === 'earliest' ? 'asc' : 'desc' },
    include: {
      members: { where: { role: 'instructor' }, include: { user: true }, orderBy: { id: 'asc' } },
      _count: { select: { members: { where: { role: 'participant', isActive: true } } } },
    },
  });
  return seminars.map(({ id, name, members, _count }) => ({
    id,
    name,
    instructors: members.map(presentMember),
    participant_count: _count.members,
  }));
}

const presentMember = ({ createdAt, user }: { createdAt: Date; user: User }) => ({
  id: user.id,
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  joined_at: presentTime(createdAt),
});

const app = express();
app.use(express.json());

app.get('/api/v1/seminar/', async (request, response) => {
  response.json(await cachedList(request.query, listSeminars));
});

app.listen(socket);
