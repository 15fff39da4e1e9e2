import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { lastPage, pageOf, pageQuery } from '../../openapi/page';
import { badQuery, notAuthenticated } from '../../openapi/refusals';
import { unknownComment } from '../comment/comment-api';
import { postAnswer } from '../post/post-answers';
import { unknownPost } from '../post/post-api';
import { likeAnswer, scrapAnswer } from './reaction-answers';
import { scrapQuery } from './reaction-schema';

const tag = 'Reactions';
const path = (below: string) => `${httpPaths.api}${below}/`;

const post = { tag, token: 'needed', checks: [notAuthenticated, unknownPost] } as const;
const comment = { tag, token: 'needed', checks: [notAuthenticated, unknownComment] } as const;
const twice = 'Twice is the same as once.';

const likes = (like_count: number, is_liked: boolean) => ({
  status: 200,
  when: 'the likes now',
  body: likeAnswer,
  examples: { Likes: { like_count, is_liked } },
});
const scraps = (scrap_count: number, is_scrapped: boolean) => ({
  status: 200,
  when: 'who keep it now',
  body: scrapAnswer,
  examples: { Scraps: { scrap_count, is_scrapped } },
});

const likePost = { ...post, path: path('posts/{id}/like'), description: twice } as const;
const scrapPost = { ...post, path: path('posts/{id}/scrap'), description: twice } as const;
const likeComment = { ...comment, path: path('comments/{id}/like'), description: twice } as const;

export const reactionOperations: readonly Operation[] = [
  { ...likePost, id: 'likePost', method: 'put', summary: 'Like a post', answers: [likes(3, true)] },
  {
    ...likePost,
    id: 'unlikePost',
    method: 'delete',
    summary: 'Like a post no more',
    answers: [likes(2, false)],
  },
  {
    ...scrapPost,
    id: 'scrapPost',
    method: 'put',
    summary: 'Keep a post to read again',
    answers: [scraps(3, true)],
  },
  {
    ...scrapPost,
    id: 'unscrapPost',
    method: 'delete',
    summary: 'Keep a post no more',
    answers: [scraps(2, false)],
  },
  {
    ...likeComment,
    id: 'likeComment',
    method: 'put',
    summary: 'Like a comment',
    answers: [likes(3, true)],
  },
  {
    ...likeComment,
    id: 'unlikeComment',
    method: 'delete',
    summary: 'Like a comment no more',
    answers: [likes(2, false)],
  },
  {
    id: 'listScraps',
    tag,
    method: 'get',
    path: path('users/me/scraps'),
    summary: 'List the posts that one keeps',
    description:
      'The last kept first. A page has fewer posts than its limit where some are deleted or hidden meanwhile, and may have none.',
    token: 'needed',
    query: pageQuery,
    checks: [notAuthenticated, badQuery(scrapQuery, { cursor: 'Invalid cursor.' })],
    answers: [{ status: 200, when: 'a page', body: pageOf(postAnswer), examples: { 'No hit': lastPage() } }],
  },
];
