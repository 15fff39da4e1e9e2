/** One request of a client who is signed in. */
export interface MixRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'POST';
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly body?: object;
}

/** What the requests name, of the sample data. */
export interface MixScene {
  readonly school: number;
  readonly boards: readonly number[];
  /** Listed ones, the newest first. */
  readonly posts: readonly number[];
}

export interface Kind {
  readonly name: string;
  /** Of a hundred requests. */
  readonly share: number;
  readonly isWrite: boolean;
  /** The one of this number. */
  readonly request: (number: number, scene: MixScene) => MixRequest;
}

const get = (path: string): MixRequest => ({ method: 'GET', path });
const of = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

/** Most look at what is new: three of four posts are among the newest hundred. */
const postOf = ({ posts }: MixScene, number: number) =>
  of(number % 4 < 3 ? posts.slice(0, 100) : posts, number * 7_919);

/** What the app of a school asks for while students use it: an assumption, written down so that it can be replaced. */
export const kinds: readonly Kind[] = [
  {
    name: 'a page of a board',
    share: 25,
    isWrite: false,
    request: (number, { boards }) => get(`boards/${of(boards, number)}/posts/`),
  },
  {
    name: 'a page of all posts, by time or likes',
    share: 8,
    isWrite: false,
    request: (number) => get(of(['posts/', 'posts/?ordering=-likes', 'posts/?tag=학식'], number)),
  },
  {
    name: 'a search',
    share: 2,
    isWrite: false,
    request: (number) => get(`posts/?title=${of(['시험', 'coffee', '과제'], number)}`),
  },
  {
    name: 'a post',
    share: 20,
    isWrite: false,
    request: (number, scene) => get(`posts/${postOf(scene, number)}/`),
  },
  {
    name: 'the comments of a post',
    share: 15,
    isWrite: false,
    request: (number, scene) => get(`posts/${postOf(scene, number)}/comments/`),
  },
  {
    name: 'a list from the cache',
    share: 15,
    isWrite: false,
    request: (number, { school }) => get(of(['seminar/', `boards/?school=${school}`, 'tags/'], number)),
  },
  {
    name: 'own todos, diary, timetables',
    share: 5,
    isWrite: false,
    request: (number) => get(of(['todos/', 'diaries/', 'timetables/', 'calendar/?month=2026-04'], number)),
  },
  {
    name: 'a like, or no more',
    share: 5,
    isWrite: true,
    request: (number, scene) => ({
      method: number % 3 === 2 ? 'DELETE' : 'PUT',
      path: `posts/${postOf(scene, number)}/like/`,
    }),
  },
  {
    name: 'a comment is written',
    share: 3,
    isWrite: true,
    request: (number, scene) => ({
      method: 'POST',
      path: `posts/${postOf(scene, number)}/comments/`,
      body: { contents: `Number ${number} says so.` },
    }),
  },
  {
    name: 'a post is written',
    share: 2,
    isWrite: true,
    request: (number, { boards }) => ({
      method: 'POST',
      path: `boards/${of(boards, number)}/posts/`,
      body: { title: `Lunch ${number}`, contents: 'Where, and with whom?', tags: ['학식'] },
    }),
  },
];

/** So many of each kind as its share says, spread evenly: the next is of the kind that is furthest behind. */
export function mixedRequests(count: number, scene: MixScene, some: readonly Kind[] = kinds): MixRequest[] {
  const sum = some.reduce((total, { share }) => total + share, 0);
  const made = some.map(() => 0);
  return Array.from({ length: count }, (_, index) => {
    const behind = some.map(({ share }, kind) => ((index + 1) * share) / sum - (made[kind] ?? 0));
    const kind = behind.indexOf(Math.max(...behind));
    const number = (made[kind] ?? 0) + 1;
    made[kind] = number;
    return (some[kind] as Kind).request(number, scene);
  });
}

/** As `wrk-report.lua` reads them, each by one of the users in turn. */
export const linesOf = (requests: readonly MixRequest[], tokens: readonly string[]): string =>
  requests
    .map(({ method, path, body }, index) => {
      const url = encodeURI(`/api/v1/${path}`);
      return [method, url, of(tokens, index), body === undefined ? '' : JSON.stringify(body)].join('\t');
    })
    .join('\n');
