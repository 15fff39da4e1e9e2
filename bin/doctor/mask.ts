/** Takes out of a text what does not belong into a public issue: account, keys, e-mail addresses, the own address. */
export const mask = (text: string, ownAddresses: readonly string[]): string =>
  ownAddresses
    .filter(Boolean)
    .reduce((masked, address) => masked.replaceAll(address, maskAddress(address)), text)
    .replace(/\b\d{8}(\d{4})\b/g, '********$1')
    .replace(/\b(A(?:KIA|SIA|ROA|IDA))[A-Z0-9]{12,}\b/g, '$1****')
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '****@****');

/** `203.0.x.x`, `2001:db8:x` */
const maskAddress = (address: string) =>
  address.includes(':')
    ? address.split(':').slice(0, 2).concat('x').join(':')
    : address.split('.').slice(0, 2).concat('x', 'x').join('.');
