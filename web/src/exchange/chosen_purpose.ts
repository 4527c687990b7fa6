// Which purpose stands chosen when a release is looked at. A hurried officer approves what stands there: a choice is made
// beforehand only where the node proposes one, or where there is no other.
import type { Preview } from "./release";

/** `proposed` is the node's proposal; null where it found none that fits, undefined where nobody asked it. */
export function purposeChosen(purposes: readonly string[], proposed: string | null | undefined): string {
  if (proposed === null) return "";
  if (proposed !== undefined && purposes.includes(proposed)) return proposed;
  return purposes.length === 1 ? (purposes[0] ?? "") : "";
}

/** Those under which the agreement lets it leave, at once or after an officer's approval. */
export function purposesThatFit(tried: readonly (readonly [string, Pick<Preview, "decision">])[]): string[] {
  return tried.filter(([, found]) => found.decision !== "deny").map(([purpose]) => purpose);
}
