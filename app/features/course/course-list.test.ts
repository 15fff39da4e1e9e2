import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { type Campus, openCampus } from '../../../test/helpers/make-course';
import { TestApi } from '../../../test/helpers/test-api';

let api: TestApi;
let cs: Campus;
let physics: Campus;
const ids: Record<string, number> = {};
beforeAll(async () => {
  api = await TestApi.start();
  cs = await openCampus(api);
  physics = await openCampus(api);
  const make = async (campus: Campus, title: string, professor: string, semester: string) => {
    ids[title] = (await campus.make({ title, professor, semester })).id;
  };
  await make(cs, 'Algorithms 1', 'Grace Hopper', '2026-1');
  await make(cs, 'Algorithms 2', 'Ada Lovelace', '2026-2');
  await make(cs, 'Compilers', 'Grace Hopper', '2026-2');
  await make(physics, 'Optics 100%', 'Lise Meitner', '2026-2');
  await make(physics, 'Deleted', 'Lise Meitner', '2026-2');
  await api.call('DELETE', `courses/${ids['Deleted']}/`, cs.staff);
});
afterAll(() => api.stop());

const list = (query: string, path = 'courses/') => api.call('GET', `${path}?${query}`, cs.staff);
const titlesOf = ({ body }: { body: { results: { title: string }[] } }) =>
  body.results.map(({ title }) => title);

describe('the courses', () => {
  test.each<[string, (departments: [number, number]) => string, string[]]>([
    ['nothing', () => '', ['Optics 100%', 'Compilers', 'Algorithms 2', 'Algorithms 1']],
    ['the title', () => 'title=ALGO', ['Algorithms 2', 'Algorithms 1']],
    ['a percent sign', () => 'title=%25', ['Optics 100%']],
    ['the professor', () => 'professor=hop', ['Compilers', 'Algorithms 1']],
    ['the semester', () => 'semester=2026-1', ['Algorithms 1']],
    ['the department', ([, second]) => `department=${second}`, ['Optics 100%']],
    [
      'department and semester',
      ([first]) => `department=${first}&semester=2026-2`,
      ['Compilers', 'Algorithms 2'],
    ],
    ['title and professor', () => 'title=algo&professor=grace', ['Algorithms 1']],
    ['title and semester', () => 'title=algo&semester=2026-2', ['Algorithms 2']],
    [
      'all of them',
      ([first]) => `title=o&professor=grace&department=${first}&semester=2026-2&ordering=created_at`,
      ['Compilers'],
    ],
    [
      'what is none',
      () => 'title=&professor=%20&department=&semester=&ordering=&limit=2',
      ['Optics 100%', 'Compilers'],
    ],
    ['the order', () => 'ordering=created_at&limit=2', ['Algorithms 1', 'Algorithms 2']],
    ['an unknown department', () => 'department=999999', []],
  ])('are narrowed by %s', async (_, query, titles) => {
    const answer = await list(query([cs.department, physics.department]));
    expect(titlesOf(answer)).toEqual(titles);
  });

  test.each(['ordering=created_at', 'ordering=-created_at', 'title=&professor=e', 'department='])(
    'with %s go page by page',
    async (query) => {
      const whole = titlesOf(await list(query));
      const { body } = await list(`${query}&limit=2`);
      const rest = await list(`${query}&limit=2&cursor=${body.next}`);
      expect([...titlesOf({ body }), ...titlesOf(rest)]).toEqual(whole);
      expect(rest.body.next).toBeNull();
    },
  );

  test('keep their place in a list while others come and go', async () => {
    const { body } = await list('ordering=-created_at&limit=2');
    const { id } = await cs.make({ title: 'New' });
    const rest = await list(`ordering=-created_at&limit=2&cursor=${body.next}`);
    expect(titlesOf(rest)).toEqual(['Algorithms 2', 'Algorithms 1']);
    await api.call('DELETE', `courses/${id}/`, cs.staff);
  });

  test('are refused with every bad filter named', async () => {
    const { status, body } = await list('ordering=title&department=CS&semester=2026&limit=0');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      ordering: ['"title" is not a valid choice.'],
      department: ['A valid integer is required.'],
      semester: [expect.stringMatching(/^Semester has wrong format/)],
      limit: ['Ensure this value is greater than or equal to 1.'],
    });
  });

  test('of one order do not go on in another', async () => {
    const { next } = (await list('ordering=created_at&limit=1')).body;
    expect((await list(`ordering=-created_at&cursor=${next}`)).body).toEqual({ cursor: ['Invalid cursor.'] });
  });
});

describe('the professors', () => {
  test.each<[string, (department: number) => string, string[]]>([
    ['nothing', () => '', ['Grace Hopper', 'Ada Lovelace', 'Lise Meitner']],
    ['a part of the name', () => 'name=CE', ['Grace Hopper', 'Ada Lovelace']],
    ['the department', (department) => `department=${department}`, ['Grace Hopper', 'Ada Lovelace']],
    ['both', (department) => `department=${department}&name=ada&limit=1`, ['Ada Lovelace']],
    ['what nobody has', () => 'name=_', []],
  ])('are narrowed by %s', async (_, query, names) => {
    const { body } = await list(query(cs.department), 'professors/');
    expect(body.results.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test('tell their department', async () => {
    const { body } = await list('name=lise', 'professors/');
    expect(body.results).toEqual([
      { id: expect.any(Number), name: 'Lise Meitner', department: physics.department },
    ]);
  });

  test('are refused with every bad filter named', async () => {
    const { body } = await list('department=CS&limit=x', 'professors/');
    const wrong = ['A valid integer is required.'];
    expect(body).toEqual({ department: wrong, limit: wrong });
  });
});
