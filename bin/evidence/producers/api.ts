import { check, type Producer } from '../producer';

export const api: Producer = {
  name: 'api',
  title: 'The API in use',
  claim:
    'At the deployed address both kinds of user sign up, a seminar is created, joined and listed. Users and seminar are made for this and removed afterwards.',
  commands: ['curl -d … https://…/api/v1/user/', 'docs: https://…/docs/'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { exchanges } = await scene.visit();
    return {
      checks: exchanges.map(([title, { method, url, status }]) =>
        check(title, status === 200 || status === 201, `${method} ${new URL(url).pathname}: ${status}`),
      ),
      parts: exchanges.map(([title, exchange]) => ({ kind: 'exchange', title, exchange })),
    };
  },
};
