import { expect, test } from '@jest/globals';
import { layoutOf } from './layout';

test('everything is below .local of the project', () => {
  const layout = layoutOf('/home/ada/waffle', 1000);
  expect(Object.values(layout).filter((file) => !file.startsWith('/home/ada/waffle/.local'))).toEqual([]);
});

test('sockets move to a short folder of the user when the project lies too deep', () => {
  const deep = `/home/ada/${'folder/'.repeat(12)}waffle`;
  const { appSocket, dataDirectory } = layoutOf(deep, 1000);
  expect(appSocket).toMatch(/^\/tmp\/waffle-local-1000-[0-9a-f]{12}\/app\.sock$/);
  expect(dataDirectory).toBe(`${deep}/.local/data`);
  expect(layoutOf(`${deep}-too`, 1000).appSocket).not.toBe(appSocket);
});
