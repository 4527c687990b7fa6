// The words of the pages that stand alone: all three languages in one file, so that a device without a network has them.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { createSignal } from "solid-js";
import { LANGUAGES, type Language, preferredLanguage } from "../language";

const STORED = "vigie-language";
const bundles = new Map<Language, FluentBundle>(LANGUAGES.map((code) => [code, new FluentBundle(code, { useIsolating: false })]));

/** Adds catalogues, as texts by their paths: each page brings those that it needs. */
export function teach(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    for (const [code, bundle] of bundles) if (path.includes(`/locales/${code}/`)) bundle.addResource(new FluentResource(text));
  }
}

teach(import.meta.glob<string>("../../../locales/*/{checkin,people}.ftl", { query: "?raw", import: "default", eager: true }));

const [language, setLanguage] = createSignal<Language>("en");
export { language };

type Values = Record<string, FluentVariable>;

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

/** The sentence with this id in a language, else in English, else nothing. */
function find(language_: Language, id: string, values?: Values): string | undefined {
  for (const code of [language_, "en"] as const) {
    const bundle = bundles.get(code);
    const pattern = bundle?.getMessage(id)?.value;
    if (bundle && pattern) return bundle.formatPattern(pattern, values ?? null, []);
  }
  return undefined;
}

/** The sentence with this id. */
export function t(id: string, values?: Values): string {
  return find(language(), id, values) ?? id;
}

/** The sentence with this id in another language than the page's: for papers that hold several. */
export function tIn(code: Language, id: string, values?: Values): string {
  return find(code, id, values) ?? id;
}

const idOf = (family: string, code: string): string => `${family}-${code.replaceAll(/[_.]/g, "-").toLowerCase()}`;

/** The sentence of a code, or the code itself. */
export function word(family: string, code: string): string {
  return find(language(), idOf(family, code)) ?? code;
}

/** The sentence of a code in another language. */
export function wordIn(language_: Language, family: string, code: string): string {
  return find(language_, idOf(family, code)) ?? code;
}
