import { Overloaded } from '../../errors';

/** One is made, the others wait: together less than Nginx waits for an answer. */
const places = 4;
/** So that one user with many pictures leaves places to others. */
const placesOfOne = 2;

/** Who is uploading now. */
export class UploadPlaces {
  readonly #users: number[] = [];

  /** Throws `Overloaded` when there is no place. */
  async run<T>(userId: number, work: () => Promise<T>): Promise<T> {
    const own = this.#users.filter((user) => user === userId).length;
    if (this.#users.length >= places || own >= placesOfOne)
      throw new Overloaded('Too many pictures are being uploaded. Try again in a moment.');
    this.#users.push(userId);
    try {
      return await work();
    } finally {
      this.#users.splice(this.#users.indexOf(userId), 1);
    }
  }
}
