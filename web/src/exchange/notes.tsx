// Notes on a vessel, an event, an area, a case or a plan, and the chat with a partner: who said what, of which agency, when, in which language. A note
// stays here unless it is sent on, and the button says where it goes.
import { For, type JSX, Show, createEffect, createSignal, on } from "solid-js";
import { LANGUAGE_NAMES, type Language, language, t } from "../language";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { agreedPartners, knownPartners, partyName } from "./known";
import { useLatest } from "./latest";
import { type Note, addNote, notes } from "./note";
import type { Partner } from "./partner";

const NOTE_CHARACTERS_MAX = 2000;

interface Props {
  /** `vessel:MMSI`, `event:ID`, `partner:PARTY`, `area:PARTY/ID`, `case:ID`, `plan:PARTY/ID`, or `plan:ID` of a joint one. */
  object: string;
  title: string;
  /** In a chat: the one partner it can go to, and goes to unless said otherwise. */
  only?: Partner;
}

export function Notes(props: Props): JSX.Element {
  const found = useLatest(["note"], () => notes(props.object));
  let end: HTMLDivElement | undefined;
  createEffect(on(() => found.value()?.notes.length, () => end?.scrollTo(0, end.scrollHeight)));
  return (
    <section class="notes" aria-label={props.title}>
      <h3>{props.title}</h3>
      <found.Told />
      <Show when={found.value()}>
        {(page) => (
          <Show when={page().notes.length > 0} fallback={<p class="hint">{t("notes-none")}</p>}>
            <div class="note-scroll" tabindex="0" role="log" aria-label={props.title} ref={end}>
              <ol class="note-list"><For each={page().notes}>{(note) => <One note={note} />}</For></ol>
            </div>
          </Show>
        )}
      </Show>
      <Show when={may("analyst")} fallback={<p class="hint">{t("notes-role")}</p>}><NoteForm object={props.object} only={props.only} onAdded={found.refetch} /></Show>
    </section>
  );
}

function One(props: { note: Note }): JSX.Element {
  const own = (): boolean => knownPartners()?.own?.party === props.note.party;
  const to = (): string => (props.note.to.length > 0 ? t("note-to", { names: props.note.to.map(partyName).join(t("list-separator")) }) : t("note-own"));
  return (
    <li classList={{ theirs: !own() }}>
      <p class="note-head"><span class="party">{partyName(props.note.party)}</span> <strong>{props.note.by}</strong> <span class="mono">{moment(props.note.at)}</span></p>
      <p class="note-text" lang={props.note.language}>{props.note.text}</p>
      <p class="note-foot"><span class="tag" data-note={props.note.to.length > 0 ? "shared" : "own"}>{to()}</span> <span>{LANGUAGE_NAMES[props.note.language as Language] ?? props.note.language}</span></p>
    </li>
  );
}

function NoteForm(props: { object: string; only?: Partner | undefined; onAdded: () => Promise<void> }): JSX.Element {
  const [text, setText] = createSignal("");
  const [to, setTo] = createSignal<string[]>(props.only ? [props.only.party] : []);
  const action = useAction();
  const choices = (): Partner[] => (props.only ? [props.only] : agreedPartners());
  const names = (): string => to().map(partyName).join(t("list-separator"));
  const add = (): void => void (text().trim() && action.run(async () => {
    await addNote(props.object, text().trim(), language(), to());
    setText("");
    // Sharing is a decision for each note; only a chat goes on to its partner.
    setTo(props.only ? [props.only.party] : []);
    await props.onAdded();
    return t("note-added");
  }));
  return (
    <form class="note-form" onSubmit={(e) => {
      e.preventDefault();
      add();
    }}>
      <label><span>{t("note-text")}</span><textarea rows="2" maxlength={NOTE_CHARACTERS_MAX} value={text()} onInput={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => {
        if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.isComposing) return;
        e.preventDefault();
        add();
      }} /></label>
      <fieldset class="note-to">
        <legend>{t("note-share")}</legend>
        <Show when={choices().length > 0} fallback={<span class="hint">{t("note-share-none")}</span>}>
          <For each={choices()}>{(partner) => (
            <label class="choice"><input type="checkbox" checked={to().includes(partner.party)} onChange={(e) => setTo(e.currentTarget.checked ? [...to(), partner.party] : to().filter((one) => one !== partner.party))} /><span>{partner.name}</span></label>
          )}</For>
        </Show>
      </fieldset>
      <div class="row">
        <button type="submit" disabled={action.busy() || !text().trim()}>{to().length > 0 ? t("note-send", { names: names() }) : t("note-keep")}</button>
        <span class="hint">{t("note-language", { language: LANGUAGE_NAMES[language()] })}</span>
      </div>
      <action.Said />
    </form>
  );
}
