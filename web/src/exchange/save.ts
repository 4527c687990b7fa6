// Taking something out of the page: a file, or a text on the clipboard.
import { EXERCISE_WORDS } from "../language";
import { exercise } from "../watchroom";

const MARK = `${EXERCISE_WORDS.replaceAll(" · ", "-")}-`;

/** The name of a file that leaves the page: in an exercise it says so itself, as the node's own names do. */
export function fileName(name: string): string {
  return exercise() === undefined || name.startsWith(MARK) ? name : MARK + name;
}

/** Saves a file under a name, marked in an exercise. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = fileName(name);
  anchor.click();
  // The browser reads the file after the click; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Copies a text; also where the page is not served over HTTPS and the browser gives no clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const box = document.createElement("textarea");
  const before = document.activeElement;
  box.value = text;
  box.className = "hidden";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
