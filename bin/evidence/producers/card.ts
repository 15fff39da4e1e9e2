import { httpPaths } from '../../../contract';
import { requiredOutput } from '../../stack/read-stack';
import { check, type Producer } from '../producer';
import { readServer } from './machines';

export const card: Producer = {
  name: 'card',
  title: 'The address card',
  claim: 'One row that says where the API is, to hand to others.',
  commands: ['waffle results --only card', 'waffle status'],
  deterministic: false,
  needs: 'server',
  async produce(scene) {
    const { stack, target } = await scene.deployed();
    const { server } = await readServer(scene);
    const { origin, host } = new URL(requiredOutput(stack, 'apiUrl'));
    const answer = await (await scene.client()).send(httpPaths.version);
    const release = /^waffle-backend (\S+)/.exec(answer.body.toString('utf8'))?.[1] ?? '';
    const head = ['project', 'address', 'DNS name', 'HTTP', 'HTTPS', 'release', 'date (UTC)'];
    const row = [
      target.projectName,
      requiredOutput(stack, 'serverAddress'),
      server.PublicDnsName || 'none',
      `http://${host}/`,
      `${origin}/`,
      release,
      scene.startedAt.toISOString().slice(0, 10),
    ];
    return {
      checks: [
        check(
          'the address answers with its release',
          answer.status === 200 && release !== '',
          release || String(answer.status),
        ),
      ],
      parts: [
        { kind: 'table', title: 'The row', head, rows: [row] },
        { kind: 'text', title: 'As Markdown', text: markdownTable(head, row) },
      ],
    };
  },
};

const markdownTable = (head: readonly string[], row: readonly string[]) =>
  [head, head.map(() => '---'), row].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
