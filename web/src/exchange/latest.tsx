// What a page shows of the exchange: fetched at once, again when it changed or when what was asked for changes. What is on the
// screen stays while it is fetched, and when a fetch fails: the failure is told beside it.
import { type JSX, Show, createEffect, createSignal } from "solid-js";
import { t } from "../language";
import { problemText } from "../list/watch_list";
import { type What, whenExchange } from "./live";

export interface Latest<T> {
  value: () => T | undefined;
  error: () => unknown;
  refetch: () => Promise<void>;
  /** Failure, or that it is being fetched the first time; nothing otherwise. */
  Told: () => JSX.Element;
}

/** `fetch` may read signals before its first await: it runs again when they change. */
export function useLatest<T>(whats: readonly What[], fetch: () => Promise<T>): Latest<T> {
  const [value, setValue] = createSignal<T>();
  const [error, setError] = createSignal<unknown>();
  let asked = 0;
  const refetch = async (): Promise<void> => {
    const mine = ++asked;
    try {
      const found = await fetch();
      if (mine !== asked) return;
      setValue(() => found);
      setError(undefined);
    } catch (cause) {
      if (mine === asked) setError(cause);
    }
  };
  createEffect(() => void refetch());
  whenExchange(whats, () => void refetch());
  const Told = (): JSX.Element => (
    <Show when={error() !== undefined} fallback={<Show when={value() === undefined}><p class="hint">{t("loading")}</p></Show>}>
      <p class="notice error" role="alert">{problemText(error())}</p>
    </Show>
  );
  return { value, error, refetch, Told };
}
