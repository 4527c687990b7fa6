// The frame of the pages that stand alone: name, language, light.
import { For, type JSX } from "solid-js";
import { LANGUAGES, LANGUAGE_NAMES, type Language } from "../language";
import { nextPalette, palette } from "../palette";
import { language, speak, t } from "./words";

export function Shell(props: { title: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="alone">
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
    </div>
  );
}
