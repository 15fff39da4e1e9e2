/** Letters of any script with their marks, digits and `@ . + - _`. */
export const isUsername = (username: string) => /^[\p{L}\p{M}\p{N}@.+_-]+$/u.test(username);

export const maxUsernameCharacters = 150;

/** User names are compared as all names are. */
export { nameKey as usernameKey } from '../../platform/name-key';
