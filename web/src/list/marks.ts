// What other systems put on their charts, as the node keeps it.
import { createSignal } from "solid-js";
import { type Mark, call } from "../api";

const [marks, setMarks] = createSignal<Mark[]>([]);

export { marks };

/** Fetches the marks again; what could not be fetched leaves those known. */
export async function refreshMarks(): Promise<void> {
  const found = await call<{ marks: Mark[] }>("marks").catch(() => undefined);
  if (found) setMarks(found.marks);
}

export function forgetMarks(): void {
  setMarks([]);
}
