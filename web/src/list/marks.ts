// What other systems put on their charts, as the node keeps it.
import { createSignal } from "solid-js";
import { type Mark, call } from "../api";

const [marks, setMarks] = createSignal<Mark[]>([]);
let asked = 0;
let answered = 0;

export { marks };

/** Fetches the marks again; what could not be fetched leaves those known. */
export async function refreshMarks(): Promise<void> {
  const mine = ++asked;
  const found = await call<{ marks: Mark[] }>("marks").catch(() => undefined);
  // An older answer that comes late must not take a distress off the screen.
  if (!found || mine < answered) return;
  answered = mine;
  setMarks(found.marks);
}

export function forgetMarks(): void {
  setMarks([]);
}
