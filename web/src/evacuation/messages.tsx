// Messages to nationals: looked at in three languages, then written for the gateway.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import type { Board } from "../crisis/crisis";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import { When } from "../when";
import { newId } from "../public/bytes";
import { may } from "../watchroom";
import { at } from "./evacuation";

const TEMPLATES = ["ask", "seat", "changed", "gather", "over", "words"] as const;
type Template = (typeof TEMPLATES)[number];
const LANGUAGES = ["en", "fr-CA", "ja"] as const;
interface Account { at_ms: number; by: string; template: string; people: number; sms: number; email: number; no_contact: number; text: Record<string, string> }

export function Messages(props: { crisis: string }): JSX.Element {
  const [sent, { refetch }] = createResource(() => call<{ messages: Account[] }>(at(props.crisis, "messages")));
  return (
    <section aria-labelledby="messages-title"><h2 id="messages-title">{t("messages-title")}</h2>
      <Show when={(sent.latest?.messages.length ?? 0) > 0} fallback={<p class="hint">{t("messages-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("messages-title")}>
          <table><caption class="hidden">{t("messages-title")}</caption>
            <thead><tr><th scope="col">{t("evac-time")}</th><th scope="col">{t("messages-what")}</th><th scope="col" class="num">{t("evac-people")}</th><th scope="col" class="num">{t("messages-sms")}</th><th scope="col" class="num">{t("messages-email")}</th><th scope="col" class="num">{t("messages-unreached")}</th></tr></thead>
            <tbody><For each={sent.latest?.messages}>{(one) => (
              <tr><th scope="row"><When at={one.at_ms / 1000} /> {one.by}</th><td>{t(`messages-${one.template}`)}</td><td class="num">{number(one.people)}</td><td class="num">{number(one.sms)}</td><td class="num">{number(one.email)}</td><td class="num">{number(one.no_contact)}</td></tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
      <Show when={may("consular")}><Form crisis={props.crisis} onSent={() => void refetch()} /></Show>
    </section>
  );
}

function Form(props: { crisis: string; onSent: () => void }): JSX.Element {
  const [board] = createResource(() => call<Board>(at(props.crisis, "board")));
  const [template, setTemplate] = createSignal<Template>("ask");
  const [place, setPlace] = createSignal("");
  const [near, setNear] = createSignal("");
  const [words, setWords] = createSignal<Record<string, string>>({});
  const [look, setLook] = createSignal<Account>();
  const action = useAction();
  const audience = (): Record<string, unknown> => {
    if (template() === "seat") return { kind: "plan" };
    if (template() === "changed") return { kind: "changed" };
    if (near()) return { kind: "place", place: near() };
    return { kind: template() === "ask" ? "silent" : "all" };
  };
  // One for what is in the form: sent again after a broken answer, it goes out once.
  let sending = newId();
  const wish = (dry: boolean) => ({ id: sending, template: template(), audience: audience(), dry, words: words(), ...(template() === "gather" ? { place: place() || board.latest?.all_places[0]?.id } : {}) });
  const preview = (): void => void action.run(async () => {
    setLook(await call<Account>(at(props.crisis, "messages"), { json: wish(true) }));
    return undefined;
  });
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!confirm(t("messages-sure", { count: look()?.people ?? 0 }))) return;
    void action.run(async () => {
      const done = await call<Account>(at(props.crisis, "messages"), { json: wish(false) });
      setLook(undefined);
      sending = newId();
      props.onSent();
      return t("messages-sent", { count: done.people, unreached: done.no_contact });
    });
  };
  const free = () => template() === "seat" || template() === "changed";
  return (
    <details><summary>{t("messages-new")}</summary>
      <form class="form" onSubmit={send} onChange={() => { setLook(undefined); sending = newId(); }}>
        <label><span>{t("messages-what")}</span><select value={template()} onChange={(e) => setTemplate(TEMPLATES.find((one) => one === e.currentTarget.value) ?? "ask")}><For each={TEMPLATES}>{(one) => <option value={one}>{t(`messages-${one}`)}</option>}</For></select></label>
        <Show when={template() === "gather"}>
          <label><span>{t("messages-where")}</span><select value={place()} onChange={(e) => setPlace(e.currentTarget.value)}><For each={board.latest?.all_places}>{(one) => <option value={one.id}>{one.name}</option>}</For></select></label>
        </Show>
        <Show when={!free()}>
          <label><span>{t("messages-to")}</span><select value={near()} onChange={(e) => setNear(e.currentTarget.value)}><option value="">{t(template() === "ask" ? "messages-to-silent" : "messages-to-all")}</option><For each={board.latest?.all_places}>{(one) => <option value={one.id}>{one.name}</option>}</For></select></label>
        </Show>
        <For each={LANGUAGES}>{(language) => (
          <label><span>{t("messages-words-in", { language: t(`messages-language-${language}`) })}</span><textarea rows="2" maxlength="600" lang={language} required={template() === "words"} value={words()[language] ?? ""} onInput={(e) => setWords({ ...words(), [language]: e.currentTarget.value })} /></label>
        )}</For>
        <p class="row"><button type="button" disabled={action.busy()} onClick={preview}>{t("together-look")}</button><button type="submit" class="primary" disabled={action.busy() || !look()}>{t("messages-send")}</button></p>
        <Show when={look()}>{(seen) => (
          <div class="notice" role="status">
            <p>{t("messages-would", { count: seen().people, sms: seen().sms, email: seen().email, unreached: seen().no_contact })}</p>
            <For each={LANGUAGES}>{(language) => <p lang={language}>{seen().text[language]}</p>}</For>
          </div>
        )}</Show>
        <action.Said />
      </form>
    </details>
  );
}
