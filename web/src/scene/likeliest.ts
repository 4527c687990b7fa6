// Which ship is named beside a detection. A name there reads as a finding, so only one that is worth asking about stands there.

/** One chance in twenty, the usual level of doubt: below it the ship is no lead, and stands in the working only. */
export const LIKELY_LEAST = 0.05;

/** The most probable candidate, if it is probable enough to be named; whatever the order of the list. */
export function likeliest<One extends { probability: number }>(candidates: readonly One[]): One | undefined {
  const best = candidates.reduce<One | undefined>((most, one) => (most && most.probability >= one.probability ? most : one), undefined);
  return best && best.probability >= LIKELY_LEAST ? best : undefined;
}
