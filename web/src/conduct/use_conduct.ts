// The exercise as control's pages see it, asked again while the page is open.
import { type Resource, createResource, onCleanup } from "solid-js";
import { call } from "../api";
import type { Conduct } from "./exercise";

const AGAIN_MS = 2000;

export function useConduct(): [Resource<Conduct>, () => Promise<void>] {
  const [now, { refetch }] = createResource(() => call<Conduct>("conduct"));
  const refresh = async (): Promise<void> => void (await refetch());
  const timer = setInterval(() => void refresh(), AGAIN_MS);
  onCleanup(() => clearInterval(timer));
  return [now, refresh];
}

/** Something else of the exercise, asked again more seldom. */
export function useAgain<T>(path: string, ms: number): Resource<T> {
  const [found, { refetch }] = createResource(() => call<T>(path));
  const timer = setInterval(() => void refetch(), ms);
  onCleanup(() => clearInterval(timer));
  return found;
}
