// The words of the pages that stand alone: all three languages in one file, so that a device without a network has them.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { createSignal } from "solid-js";
import { LANGUAGES, type Language, preferredLanguage } from "../language";

const files = import.meta.glob<string>("../../../locales/*/{checkin,people}.ftl", { query: "?raw", import: "default", eager: true });
const STORED = "vigie-language";

const bundles = new Map<Language, FluentBundle>(LANGUAGES.map((code) => {
  const bundle = new FluentBundle(code, { useIsolating: false });
  for (const [path, text] of Object.entries(files)) if (path.includes(`/locales/${code}/`)) bundle.addResource(new FluentResource(text));
  return [code, bundle];
}));

const [language, setLanguage] = createSignal<Language>("en");
export { language };

/** Shows the page in a language and remembers it. */
export function speak(code: Language): void {
  document.documentElement.lang = code;
  localStorage.setItem(STORED, code);
  setLanguage(code);
}

/** Begins in the remembered language or the browser's. */
export function speakPreferred(): void {
  speak(preferredLanguage());
}

/** The sentence with this id. */
export function t(id: string, values?: Record<string, FluentVariable>): string {
  for (const code of [language(), "en"] as const) {
    const bundle = bundles.get(code);
    const pattern = bundle?.getMessage(id)?.value;
    if (bundle && pattern) return bundle.formatPattern(pattern, values ?? null, []);
  }
  return id;
}

/** The sentence of a code, or the code itself. */
export function word(family: string, code: string): string {
  return t(`${family}-${code.replaceAll("_", "-")}`);
}
