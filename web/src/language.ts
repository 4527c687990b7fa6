// The three languages of the watch: one Fluent catalogue each, shared with the program. English fills a missing text,
// and a missing id shows itself, so that nothing on the screen is silently blank.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { createSignal } from "solid-js";

export const LANGUAGES = ["en", "fr-CA", "ja"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language names itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", "fr-CA": "Français", ja: "日本語" };
export const EXERCISE_WORDS = "EXERCISE · EXERCICE · 演習";

const files = import.meta.glob<string>(["../../locales/*/*.ftl", "!../../locales/*/cli.ftl", "!../../locales/*/checkin.ftl", "!../../locales/*/boarding.ftl"], { query: "?raw", import: "default" });
const STORED = "vigie-language";

interface Catalogue {
  language: Language;
  bundle: FluentBundle;
}

const [catalogue, setCatalogue] = createSignal<Catalogue>();
let english: FluentBundle | undefined;

/** The language on screen; a reactive read. */
export function language(): Language {
  return catalogue()?.language ?? "en";
}

async function load(code: Language): Promise<FluentBundle> {
  const bundle = new FluentBundle(code, { useIsolating: false });
  const paths = Object.keys(files).filter((path) => path.includes(`/locales/${code}/`));
  const texts = await Promise.all(paths.map((path) => files[path]?.() ?? ""));
  for (const text of texts) bundle.addResource(new FluentResource(text));
  return bundle;
}

/** Switches the screen to a language and remembers it. */
export async function useLanguage(code: Language): Promise<void> {
  const bundle = await load(code);
  if (code === "en") english = bundle;
  document.documentElement.lang = code;
  localStorage.setItem(STORED, code);
  setCatalogue({ language: code, bundle });
}

/** The remembered language, else the browser's, else English. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  const wanted = [...(stored ? [stored] : []), ...navigator.languages];
  for (const tag of wanted) {
    const found = LANGUAGES.find((code) => code.slice(0, 2) === tag.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return "en";
}

export type Values = Record<string, FluentVariable>;

/** The sentence with this id, in the language on screen. */
export function t(id: string, values?: Values): string {
  return tryT(id, values) ?? id;
}

/** The sentence, or nothing if no catalogue knows the id: for codes that newer rules may bring. */
export function tryT(id: string, values?: Values): string | undefined {
  for (const bundle of [catalogue()?.bundle, english]) {
    const message = bundle?.getMessage(id);
    if (bundle && message?.value) return bundle.formatPattern(message.value, values ?? null, []);
  }
  return undefined;
}

/** The words for a stable code, or the code itself, visibly, when no catalogue knows it yet. */
export function word(family: string, code: string, values?: Values): string {
  return tryT(`${family}-${code.replaceAll("_", "-").replaceAll(".", "-").toLowerCase()}`, values) ?? code;
}

/** A number as the language writes it. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" }).format(value);
}
