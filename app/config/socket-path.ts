export const isSocketPath = (path: string) => path.startsWith('/') && Buffer.byteLength(path) <= 107;
export const socketPaths = 'an absolute path of at most 107 bytes, which is what the kernel takes';
