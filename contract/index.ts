export * from './environment';
export * from './http';
export * from './instance';
export * from './outputs';
export * from './parameters';
export * from './release';
export * from './resources';
export * from './sample-data';
