// The frame of the pages that stand alone: name, language, light, and the marking of an exercise.
import { For, type JSX, Show, createEffect } from "solid-js";
import { EXERCISE_WORDS, LANGUAGES, LANGUAGE_NAMES, type Language } from "../language";
import { nextPalette, palette } from "../palette";
import { realm } from "../realm";
import { MarkBand } from "./mark_band";
import { language, speak, t } from "./words";

/** `exercise`: what this device took along is of an exercise, or of that one, whatever the node is now. */
export function Shell(props: { title: string; exercise?: string | boolean | null | undefined; children: JSX.Element }): JSX.Element {
  const marked = (): boolean => realm() === "exercise" || Boolean(props.exercise);
  createEffect(() => {
    document.title = `${marked() ? `${EXERCISE_WORDS} · ` : ""}Vigie`;
  });
  return (
    <div class="alone">
      <Show when={marked()}><MarkBand name={typeof props.exercise === "string" ? props.exercise : undefined} /></Show>
      <header class="top">
        <span class="brand">Vigie</span>
        <span class="grow" />
        <label class="language"><span class="hidden">{t("alone-language")}</span>
          <select value={language()} onChange={(e) => speak(e.currentTarget.value as Language)}>
            <For each={LANGUAGES}>{(code) => <option value={code} lang={code}>{LANGUAGE_NAMES[code]}</option>}</For>
          </select>
        </label>
        <button type="button" class="quiet palette" onClick={nextPalette}>{t(`alone-palette-${palette()}`)}</button>
      </header>
      <main id="main">
        <h1>{props.title}</h1>
        {props.children}
      </main>
      <Show when={marked()}><MarkBand foot /></Show>
    </div>
  );
}
