/**
 * The test of Mann and Whitney, two-sided: how likely ranks at least as far apart are where both samples are of one
 * distribution. By the normal approximation, corrected for ties and for continuity, which is good from some twenty samples on.
 */
export function mannWhitney(left: readonly number[], right: readonly number[]): number {
  const samples = [
    ...left.map((value) => ({ value, isLeft: true })),
    ...right.map((value) => ({ value, isLeft: false })),
  ].sort((one, other) => one.value - other.value);
  const count = samples.length;
  let rankSum = 0;
  let ties = 0;
  for (let start = 0, end = 0; start < count; start = end) {
    while (end < count && samples[end]?.value === samples[start]?.value) end += 1;
    // Equal values share the mean of their ranks, which are counted from 1.
    const rank = (start + 1 + end) / 2;
    rankSum += rank * samples.slice(start, end).filter(({ isLeft }) => isLeft).length;
    const size = end - start;
    ties += size ** 3 - size;
  }
  const product = left.length * right.length;
  const u = rankSum - (left.length * (left.length + 1)) / 2;
  const variance = (product / 12) * (count + 1 - ties / (count * (count - 1)));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(u - product / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** Of the standard normal distribution, for z >= 0: Abramowitz and Stegun 26.2.17, off by less than 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const coefficients = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const polynomial = coefficients.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
