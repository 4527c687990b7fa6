// What is being typed: kept on the disk after a short rest, on leaving the field, and when the page is hidden. It
// replaces what its writer saw when the typing began; what arrived meanwhile becomes a conflict, never a loss.
import { createSignal, onCleanup, onMount } from "solid-js";
import { type EditId, textOf } from "./edit";
import { isEmpty } from "./form";
import type { Journal } from "./journal";

const REST_MS = 600;

export interface Draft<T> {
  /** What is typed, or nothing while nobody types. */
  typed: () => T | undefined;
  input: (value: T) => void;
  /** Keeps at once and ends the typing. */
  leave: () => Promise<void>;
}

export function createDraft<T>(about: { journal: Journal; report: string; field: string; current: () => unknown; seen: () => readonly EditId[]; read: (typed: T) => unknown }): Draft<T> {
  const [typed, setTyped] = createSignal<T>();
  let base: readonly EditId[] | undefined;
  let before: unknown;
  let kept: T | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> = Promise.resolve();

  const saveOne = async (): Promise<void> => {
    const value = typed();
    if (value === undefined || value === kept) return;
    const next = about.read(value);
    const same = isEmpty(next) ? isEmpty(before) : textOf(next) === textOf(before);
    if (kept === undefined && same && (base?.length ?? 0) < 2) return;
    base = await about.journal.set(about.report, [{ field: about.field, value: next, seen: base }]);
    kept = value;
  };
  const save = (): Promise<void> => {
    clearTimeout(timer);
    // One after the other: the second replaces the first, not what stood before it.
    saving = saving.then(saveOne, saveOne);
    return saving;
  };
  const input = (value: T): void => {
    if (base === undefined) [base, before] = [[...about.seen()], about.current()];
    setTyped(() => value);
    clearTimeout(timer);
    timer = setTimeout(() => void save(), REST_MS);
  };
  const leave = async (): Promise<void> => {
    const value = typed();
    await save();
    if (typed() !== value) return;
    setTyped(undefined);
    base = undefined;
    kept = undefined;
  };
  onMount(() => {
    const hidden = (): void => void save();
    document.addEventListener("visibilitychange", hidden);
    addEventListener("pagehide", hidden);
    onCleanup(() => {
      document.removeEventListener("visibilitychange", hidden);
      removeEventListener("pagehide", hidden);
      void save();
    });
  });
  return { typed, input, leave };
}
