import fc, { type Arbitrary } from 'fast-check';

import { UploadedFile } from './draft';

/** Of twelve by eight dots. */
const pictures: readonly UploadedFile[] = Object.entries({
  'image/jpeg':
    '/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/' +
    '2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAAR' +
    'CAAIAAwDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAQF/8QAGRABAAIDAAAAAAAAAAAAAAAAAAIENIGx/8QAFQEB' +
    'AQAAAAAAAAAAAAAAAAAAAwX/xAAbEQABBAMAAAAAAAAAAAAAAAAAAQIEMTNx0f/aAAwDAQACEQMRAD8AnvYk9dZQK8HGu+Bu' +
    's//Z',
  'image/png':
    'iVBORw0KGgoAAAANSUhEUgAAAAwAAAAICAMAAAGNPd5VAAAABlBMVEUAAP//AADF+ovTAAAACXBIWXMAAAPoAAAD6AG1e1Jr' +
    'AAAAGUlEQVQImWNgZGBgZGAEk1AM4hBLQVlEcwAK1AAxkxrvCAAAAABJRU5ErkJggg==',
  'image/webp':
    'UklGRlwAAABXRUJQVlA4IFAAAACwAgCdASoMAAgAAUAmJagCdEcAfwDKAP0ABSqOTJAA/vaT/dmqrfVAG//8oHcrv//6emv/' +
    '+UDuV3/9Lg/+/k/+HlrZv6B//78n/w8tbNsIAA==',
  'image/gif': 'R0lGODlhDAAIAIEAAExpcf8AAAAA/wAAACH5BAUAAAAALAAAAAAMAAgAAAIQjC+ph5ps3INSwFBvplLLAgA7',
}).map(([type, base64]) => new UploadedFile('photo', type, Buffer.from(base64, 'base64').toString('latin1')));

const whole = fc.constantFrom(...pictures);

const broken = fc
  .tuple(whole, fc.nat({ max: 999 }), fc.nat({ max: 255 }))
  .map(([{ name, type, bytes }, at, byte]) => {
    const place = at % bytes.length;
    return new UploadedFile(
      name,
      type,
      bytes.slice(0, place) + String.fromCharCode(byte) + bytes.slice(place + (at % 2)),
    );
  });

const cut = fc
  .tuple(whole, fc.nat({ max: 999 }))
  .map(([{ name, type, bytes }, at]) => new UploadedFile(name, type, bytes.slice(0, at % bytes.length)));

/** The width and height of a PNG lie at its 17th byte. */
const claimsToBeHuge = fc.constant(
  pictures
    .filter(({ type }) => type === 'image/png')
    .map(
      ({ name, type, bytes }) =>
        new UploadedFile(name, type, bytes.slice(0, 16) + '\x00\x00\xff\xff'.repeat(2) + bytes.slice(24)),
    )[0],
);

/** What a form has for a file: mostly a picture that is whole. */
export const uploadedFiles: Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: whole },
  { weight: 2, arbitrary: broken },
  { weight: 1, arbitrary: cut },
  { weight: 1, arbitrary: claimsToBeHuge },
);
