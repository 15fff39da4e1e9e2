import { describe, expect, test } from '@jest/globals';
import { findPrice, priceListSchema } from './price-list';
import prices from './prices.json';

const allPrices = prices.regionGroups.flatMap((group) => group.prices);

test('every price has unit, source and date', () => {
  expect(priceListSchema.safeParse(prices).error?.issues).toBeUndefined();
  expect(allPrices.length).toBeGreaterThan(100);
});

describe('refused', () => {
  const [everywhere, east] = prices.regionGroups;
  const [first] = everywhere?.prices ?? [];
  const listWith = (extra: object) => ({
    ...prices,
    regionGroups: [everywhere, { ...east, prices: [extra] }],
  });
  test.each([
    ['a price given twice', listWith({ ...first }), 'public-ipv4 is given twice'],
    [
      'a price of an unknown source',
      listWith({ ...first, id: 'x', source: 'hearsay' }),
      'x: there is no source hearsay',
    ],
    ['a price without a date', listWith({ ...first, id: 'x', date: undefined }), 'Invalid'],
    ['a price of nothing', listWith({ ...first, id: 'x', usd: 0 }), '>0'],
  ])('%s', (_, list, message) => {
    expect(priceListSchema.safeParse(list).error?.message).toContain(message);
  });
});

test.each([
  ['public-ipv4', 'ap-northeast-2', 0.005],
  ['public-ipv4', 'cn-north-1', undefined],
  ['ec2/t3.micro', 'us-east-1', 0.0104],
  ['ec2/t3.micro', 'eu-west-1', 0.0114],
  ['ebs/gp3', 'eu-west-1', undefined],
  ['rds/mysql/db.t3.micro', 'ap-northeast-2', 0.026],
])('%s in %s costs %s', (id, region, usd) => {
  expect(findPrice(id, region)?.usd).toBe(usd);
});
