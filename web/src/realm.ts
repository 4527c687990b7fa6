// Whether this node is an exercise. The node tells it to everyone, so that every screen is marked: before the sign-in, and
// without a network by what was told last.
import { createSignal } from "solid-js";
import { type Session, call } from "./api";

export type Realm = Session["realm"];
const STORED = "vigie-realm";

const [realm, setRealm] = createSignal<Realm | undefined>(known(localStorage.getItem(STORED)));
export { realm };

function known(word: unknown): Realm | undefined {
  return word === "live" || word === "exercise" ? word : undefined;
}

/** Takes what an answer of the node says; one that says nothing changes nothing. */
export function learnRealm(word: unknown): void {
  const told = known(word);
  if (told === undefined || told === realm()) return;
  localStorage.setItem(STORED, told);
  setRealm(told);
}

/** Asks the node; without a network the last word stands. */
export async function askRealm(): Promise<void> {
  const found = await call<Partial<Session>>("session").catch(() => undefined);
  learnRealm(found?.realm);
}
