/** From here on the continued fraction converges fast; below, the series does. */
const FRACTION_FROM = 2;
const TERMS = 40;
const LOG_ROOT_OF_TWO_PI = Math.log(2 * Math.PI) / 2;

/**
 * Returns the natural logarithm of the chance that a standard normal variable is greater than `z`. It is exact in its
 * relative error too, so that chances far below the smallest number can still be put in order.
 */
export function logNormalTail(z: number): number {
  const logDensity = -(z * z) / 2 - LOG_ROOT_OF_TWO_PI;
  if (z >= FRACTION_FROM) {
    // The tail is the density by z + 1/(z + 2/(z + 3/(z + …))), Laplace's continued fraction.
    let fraction = z;
    for (let term = TERMS; term > 0; term--) fraction = z + term / fraction;
    return logDensity - Math.log(fraction);
  }
  // By symmetry the tail of a negative z is what is left of the tail of its amount.
  if (z <= -FRACTION_FROM) return Math.log1p(-Math.exp(logNormalTail(-z)));
  // The area from 0 to z is the density by z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …
  let summand = z;
  let sum = z;
  for (let term = 1; term < TERMS; term++) {
    summand *= (z * z) / (2 * term + 1);
    sum += summand;
  }
  return Math.log(0.5 - Math.exp(logDensity) * sum);
}
