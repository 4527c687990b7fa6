// What the event stream says of patrol plans, so that a page fetches again what it shows.
import { type Accessor, type JSX, Show, createEffect, createSignal, onCleanup } from "solid-js";
import { t } from "../language";
import { problemText } from "../list/watch_list";

const [changes, setChanges] = createSignal(0);
let timer = 0;
/** Changes come in bursts while a plan is made; a page fetches at most this often. */
const BURST_MS = 400;

/** A plan, a thing or a report has changed. */
export function patrolChanged(): void {
  timer ||= window.setTimeout(() => {
    timer = 0;
    setChanges((n) => n + 1);
  }, BURST_MS);
}

export interface Live<T> { value: Accessor<T | undefined>; refetch: () => Promise<void>; Told: () => JSX.Element }

/** Fetches at once, when a signal read by `fetch` changes, when the stream tells of a change, and each second while `busy` says so. */
export function useLive<T>(fetch: () => Promise<T> | undefined, busy: (value: T) => boolean = () => false): Live<T> {
  const [value, setValue] = createSignal<T>();
  const [error, setError] = createSignal<unknown>();
  let asked = 0;
  let again = 0;
  const refetch = async (): Promise<void> => {
    const mine = ++asked;
    clearTimeout(again);
    try {
      const found = await fetch();
      if (mine !== asked) return;
      setValue(() => found);
      setError(undefined);
      if (found !== undefined && busy(found)) again = window.setTimeout(() => void refetch(), 1000);
    } catch (cause) {
      if (mine === asked) setError(cause);
    }
  };
  createEffect(() => {
    changes();
    void refetch();
  });
  onCleanup(() => clearTimeout(again));
  const Told = (): JSX.Element => (
    <Show when={error() !== undefined} fallback={<Show when={value() === undefined}><p class="hint">{t("loading")}</p></Show>}>
      <p class="notice error" role="alert">{problemText(error())}</p>
    </Show>
  );
  return { value, refetch, Told };
}
