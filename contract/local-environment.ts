/** Where `waffle local`, while it runs, leaves the variables that lead to its database: below the project's folder, for its owner alone. */
export const localEnvironmentFile = '.local/environment.json';
