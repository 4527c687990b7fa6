// Addresses inside the page: `#/watch?vessel=412990017`. Hash routes need nothing from the server.
import { createSignal } from "solid-js";

export interface Route {
  page: string;
  id: string | undefined;
  query: URLSearchParams;
}

/** An address cut short while it was copied is a page that is not found, never a white screen. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/");
  return { page: page || "watch", id: rest.length > 0 ? decoded(rest.join("/")) : undefined, query: new URLSearchParams(query) };
}

const [route, setRoute] = createSignal<Route>(read());
addEventListener("hashchange", () => setRoute(read()));

export { route };

/** Goes to a page. */
export function go(page: string, query: Record<string, string | undefined> = {}): void {
  location.hash = link(page, query);
}

/** The address of a page. */
export function link(page: string, query: Record<string, string | undefined> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== "") params.set(key, value);
  const text = params.toString();
  return `#/${page}${text ? `?${text}` : ""}`;
}
