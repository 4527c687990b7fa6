// Which purpose stands chosen when a release is looked at. A hurried officer approves what stands there: a choice is made
// beforehand only where the node proposes one, or where there is no other.

/** `proposed` is the node's proposal; null where it found none that fits, undefined where nobody asked it. */
export function purposeChosen(purposes: readonly string[], proposed: string | null | undefined): string {
  if (proposed === null) return "";
  if (proposed !== undefined && purposes.includes(proposed)) return proposed;
  return purposes.length === 1 ? (purposes[0] ?? "") : "";
}
