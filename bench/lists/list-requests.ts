/** A list as it is asked for: what its table row says, and the path below `/api/v1/`. */
export interface ListRequest {
  readonly list: string;
  /** Names of what it is narrowed by; empty for all. */
  readonly filters: string;
  readonly ordering: string;
  readonly path: string;
  /** Whether a page in the middle is asked for too, where the first one is not all. */
  readonly hasMiddle: boolean;
}

/** What the paths name; the same in both databases, as the first thousand posts are the same. */
export interface Scene {
  readonly school: number;
  readonly board: number;
  readonly department: number;
  readonly course: number;
  /** Who reads; their scraps, timetables and so on. */
  readonly reader: number;
  /** Has written most. */
  readonly author: number;
  /** Has written little. */
  readonly quietAuthor: number;
  /** Has many comments. */
  readonly post: number;
}

type Filters = Readonly<Record<string, string | number>>;

const postOrderings = ['-created_at', 'created_at', '-likes', 'likes', '-comments', 'comments'];

/** Every list of the API; of those with filters every combination of them, in every order. */
export function listRequests(scene: Scene): ListRequest[] {
  const { school, board, department, course, reader, author, quietAuthor, post } = scene;
  const posts = { title: '시험', contents: 'coffee', tag: '시험', author, question: 'true' };
  const rarer = [
    { title: 'zzzz' },
    { contents: 'zzzz' },
    { tag: '학식' },
    { tag: 'Esperanto' },
    { tag: 'zzzz' },
    { tag: '학식', question: 'true' },
    { tag: 'Esperanto', author },
    { author: quietAuthor },
    { author: quietAuthor, tag: '시험' },
    { question: 'false' },
  ];
  const courses = { title: '학', professor: '김', department, semester: '2026-1' };
  return [
    ...requests('boards/', [{}, { school }]),
    ...requests(`boards/${board}/posts/`, [{}], postOrderings.slice(1)),
    ...requests(`boards/${board}/posts/`, [...combinations(posts), ...rarer]),
    ...requests('posts/', [...combinations(posts), ...rarer], postOrderings),
    ...requests('tags/', [{}, { name: '시' }, { name: 'zzzz' }]),
    ...requests(`posts/${post}/comments/`, [{}]),
    ...requests('schools/', [{}, { name: '와플' }]),
    ...requests(`schools/${school}/departments/`, [{}, { name: '과' }]),
    ...requests('courses/', combinations(courses)),
    ...requests(`courses/${course}/ratings/`, [{}]),
    ...requests('professors/', [{}, { name: '김' }]),
    ...requests('users/me/scraps/', [{}]),
    ...requests('timetables/', [{}]),
    ...requests(`users/${author}/timetables/`, [{}]),
    ...requests('friends/', [{}, { state: 'accepted' }]),
    ...requests('todos/', combinations({ contents: '과제', is_checked: 'true', date_from: '2026-04-01' })),
    ...requests('media/', [{}]),
    ...requests('diaries/', combinations({ contents: '비', month: '2026-04' })),
    ...requests(`users/${reader}/followers/`, [{}]),
    ...requests(`users/${reader}/following/`, [{}]),
    ...requests('calendar/', [{ month: '2026-04' }]),
  ];
}

function requests(
  path: string,
  filters: readonly Filters[],
  orderings: readonly string[] = [''],
): ListRequest[] {
  const list = path.replace(/\d+/, '{id}');
  return filters.flatMap((chosen) =>
    orderings.map((ordering) => {
      const query = new URLSearchParams({
        ...texts(chosen),
        ...(ordering !== '' && { ordering }),
      }).toString();
      return {
        list,
        filters: nameOf(chosen),
        ordering,
        path: query === '' ? path : `${path}?${query}`,
        hasMiddle: /posts\/$|scraps|tags|courses/.test(path),
      };
    }),
  );
}

const texts = (filters: Filters) =>
  Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)]));

/** The values only where there is one alone: they tell a frequent one from a rare one. */
function nameOf(filters: Filters): string {
  const names = Object.keys(filters);
  const [only] = Object.entries(filters);
  return names.length === 1 && only !== undefined ? `${only[0]}=${only[1]}` : names.join(', ');
}

/** Each of them alone, and with each other. */
export function combinations(filters: Filters): Filters[] {
  return Object.entries(filters).reduce<Filters[]>(
    (found, [name, value]) => [...found, ...found.map((others) => ({ ...others, [name]: value }))],
    [{}],
  );
}
