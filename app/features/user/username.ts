/** Letters of any script with their marks, digits and `@ . + - _`. */
export const isUsername = (username: string) => /^[\p{L}\p{M}\p{N}@.+_-]+$/u.test(username);

export const maxUsernameCharacters = 150;

/**
 * What a user name is compared by: the same for every letter case and every way to encode its characters. Upper case
 * comes first because lower case alone depends on a letter's place in the word (σ and ς).
 */
export const usernameKey = (username: string) => username.normalize('NFKC').toUpperCase().toLowerCase();
