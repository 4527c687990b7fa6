// What the node answered last. Asking again leaves what is shown on the page, and the focus where it is; a resource that is
// read anew would hide the page meanwhile.
import { type Accessor, createSignal } from "solid-js";

export interface Loaded<T> {
  value: Accessor<T | undefined>;
  error: Accessor<unknown>;
  load: (ask: () => Promise<T>) => Promise<void>;
  clear: () => void;
}

export function useLoaded<T>(): Loaded<T> {
  const [value, setValue] = createSignal<T | undefined>(undefined);
  const [error, setError] = createSignal<unknown>(undefined);
  let turn = 0;
  const load = async (ask: () => Promise<T>): Promise<void> => {
    turn += 1;
    const mine = turn;
    try {
      const found = await ask();
      // An answer that comes after a newer question is to nobody.
      if (mine !== turn) return;
      setValue(() => found);
      setError(() => undefined);
    } catch (cause) {
      if (mine === turn) setError(() => cause);
    }
  };
  const clear = (): void => {
    turn += 1;
    setValue(() => undefined);
    setError(() => undefined);
  };
  return { value, error, load, clear };
}
