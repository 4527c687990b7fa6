// An answer that is asked for again and again: one that fails does not take the page away, and with it what somebody is writing.
import { type Resource, createResource, createSignal, onCleanup } from "solid-js";

export interface KeptAnswer<T> {
  /** The last good answer; an error while there was none yet. */
  answer: Resource<T>;
  /** Why the last one failed, if it did. */
  failed: () => unknown;
  refetch: () => unknown;
}

export function createKeptAnswer<T>(ask: () => Promise<T>, again_ms: number): KeptAnswer<T> {
  const [failed, setFailed] = createSignal<unknown>();
  const [answer, { refetch }] = createResource<T>(async (_source, { value }) => {
    try {
      const found = await ask();
      setFailed(undefined);
      return found;
    } catch (cause) {
      if (value === undefined) throw cause;
      setFailed(cause);
      return value;
    }
  });
  const timer = setInterval(() => void refetch(), again_ms);
  onCleanup(() => clearInterval(timer));
  return { answer, failed, refetch };
}
