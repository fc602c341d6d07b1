/** Random numbers that a seed decides: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Returns a number from 0 to less than 1. */
  next(): number;
  /** Returns a whole number from 0 to less than `limit`. */
  below(limit: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Returns how many rare events happen when `mean` of them do on average. */
  poisson(mean: number): number;
}

/** The largest mean drawn at once: beyond it e to the minus mean is too near to zero, so it is drawn in parts. */
const POISSON_MEAN_MAX = 200;

/** sfc32, the small fast counter: 128 bits of state; the seed fills one word. */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  function poissonPart(mean: number): number {
    const limit = Math.exp(-mean);
    let product = next();
    let count = 0;
    for (; product > limit; count++) product *= next();
    return count;
  }

  // The first numbers still show how similar two seeds are, so they are thrown away.
  for (let round = 0; round < 20; round++) next();
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    poisson(mean) {
      let count = 0;
      let left = mean;
      for (; left > POISSON_MEAN_MAX; left -= POISSON_MEAN_MAX) count += poissonPart(POISSON_MEAN_MAX);
      return count + (left > 0 ? poissonPart(left) : 0);
    },
  };
}
