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

/**
 * Fetches at once, when a signal read by `fetch` changes, when the stream tells of a change, and each second while `busy` says so.
 * `of` names the thing that is asked for: an answer or an error about another thing is never given.
 */
export function useLive<T>(fetch: () => Promise<T> | undefined, busy: (value: T) => boolean = () => false, of: () => string | undefined = () => ""): Live<T> {
  const [held, setHeld] = createSignal<{ of: string | undefined; found: T | undefined }>();
  const [broken, setBroken] = createSignal<{ of: string | undefined; cause: unknown }>();
  const value = (): T | undefined => {
    const one = held();
    return one && one.of === of() ? one.found : undefined;
  };
  const error = (): { cause: unknown } | undefined => {
    const one = broken();
    return one && one.of === of() ? one : undefined;
  };
  let asked = 0;
  let again = 0;
  const refetch = async (): Promise<void> => {
    const mine = ++asked;
    const about = of();
    clearTimeout(again);
    try {
      const found = await fetch();
      if (mine !== asked) return;
      setHeld(() => ({ of: about, found }));
      setBroken(undefined);
      if (found !== undefined && busy(found)) again = window.setTimeout(() => void refetch(), 1000);
    } catch (cause) {
      if (mine === asked) setBroken({ of: about, cause });
    }
  };
  createEffect(() => {
    changes();
    void refetch();
  });
  onCleanup(() => clearTimeout(again));
  const Told = (): JSX.Element => (
    <Show when={error()} fallback={<Show when={value() === undefined}><p class="hint">{t("loading")}</p></Show>}>
      {(one) => <p class="notice error" role="alert">{problemText(one().cause)}</p>}
    </Show>
  );
  return { value, refetch, Told };
}
