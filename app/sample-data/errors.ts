/** The sample data is not written here, and why. */
export class SeedRefused extends Error {
  constructor(
    message: string,
    readonly kind: 'usage' | 'guard' | 'unreachable' | 'failed',
  ) {
    super(message);
    this.name = 'SeedRefused';
  }
}

export class OthersAreHere extends SeedRefused {
  constructor(users: number) {
    super(
      `This database has ${users} ${users === 1 ? 'user' : 'users'} and no sample data: it may be somebody's.\n` +
        '  → Use an empty database, or write beside what is there: npm run db:seed -- --beside-others\n' +
        '    The one of waffle local is emptied by: ./bin/waffle local --reset',
      'guard',
    );
  }
}

export class OtherSeed extends SeedRefused {
  constructor(found: number, got: number) {
    super(
      `The sample data of this database was made with --random-seed ${found}; got ${got}.\n` +
        `  → Go on with --random-seed ${found}, or use an empty database.`,
      'usage',
    );
  }
}

export class AnotherRun extends SeedRefused {
  constructor() {
    super('Another run fills this database.\n  → Wait for its end, or end it with Ctrl-C.', 'failed');
  }
}
