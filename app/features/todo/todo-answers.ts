import { z } from 'zod';

import { day, id, moment } from '../../openapi/values';

const todo = z
  .strictObject({
    id: id('Of the todo.'),
    created_at: moment('When it was made.'),
    updated_at: moment('When it was changed last.'),
    contents: z
      .string()
      .min(1)
      .max(30)
      .meta({ examples: ['Read chapter 3'] }),
    date: day('The day that it is for, the same in every time zone.'),
    is_checked: z.boolean().meta({ description: 'Whether it is done.' }),
    user: id('Of the user whose todo it is.'),
  })
  .meta({ id: 'Todo' });

export const todoAnswer = todo;
export const todoListAnswer = z.array(todo);

export const createdAnswer = written('할 일을 생성하였습니다.');
export const updatedAnswer = written('업데이트 완료');
export const removedAnswer = z.strictObject({ message: z.literal('삭제 성공') });

export const likesAnswer = z
  .strictObject({
    likes: z
      .int()
      .min(0)
      .meta({ description: 'How many users like it.', examples: [3] }),
    is_liked: z.boolean().meta({ description: 'Whether the requester is one of them.' }),
  })
  .meta({ id: 'Likes' });

function written(message: string) {
  return z.strictObject({ message: z.literal(message), data: todo });
}
