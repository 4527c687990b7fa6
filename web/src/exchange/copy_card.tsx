// One copy of a partner: what it says, under which conditions, until when, and where it differs from our own picture.
import { For, type JSX, Show, createEffect, createMemo, createSignal, on } from "solid-js";
import { t, word } from "../language";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { realTime } from "../real_time";
import { link } from "../route";
import { may } from "../watchroom";
import { type Copy, copyKey, hold, isKept, liftHold, wholeCopy, wholeCopyPath } from "./copy";
import { endsSoon, remaining } from "./expiry";
import { bytesText, fieldName, fieldText, words } from "./field";
import { partyName } from "./known";
import { noteObject } from "./note";
import { Notes } from "./notes";
import { ReleaseDesk } from "./release_desk";
import { TakeList } from "./take_list";
import { copyTitle } from "./title";

const FIELD_CHARACTERS_MAX = 400;

export function CopyCard(props: { copy: Copy; onChanged: () => Promise<unknown> }): JSX.Element {
  // What is kept for an investigation, the node gives to the officer who ordered it, by its number alone.
  const [given, setGiven] = createSignal<Copy>();
  const kept = createMemo(() => (isKept(props.copy) ? `${copyKey(props.copy)} ${props.copy.hold?.since ?? ""}` : ""));
  createEffect(on(kept, (mine) => {
    setGiven(undefined);
    if (mine) wholeCopy(props.copy).then((whole) => mine === kept() && whole.state === "held" && setGiven(whole)).catch(() => undefined);
  }));
  const c = (): Copy => given() ?? props.copy;
  const readable = (): boolean => c().state === "shown" || c().state === "held";
  return (
    <>
    <article class="panel copy-card" aria-labelledby="copy-title">
      <header class="partner-head">
        <h2 id="copy-title" tabindex="-1"><span class="party">{partyName(c().party)}</span> {copyTitle(c())}</h2>
        <span class="tag" data-copy={c().state}>{t(`copy-${c().state}`)}</span>
      </header>
      <Show when={kept()} fallback={<Show when={!readable()}><p class="notice">{t(`copy-${c().state}-text`)}</p></Show>}>
        <p class="notice kept" role="note"><strong>{t("copy-kept-text")}</strong> {t(given() ? "copy-kept-yours" : "copy-kept-others")}</p>
      </Show>
      <Show when={c().beyond.length > 0}>
        <p class="notice" role="note">{t("beyond-text", { name: partyName(c().party), what: c().beyond.map(beyondName).join(t("list-separator")) })}</p>
      </Show>
      <Differences copy={c()} />
      <Show when={readable()}>
        <section><h3>{word("object", c().kind)}</h3>
          <table class="small"><tbody><For each={Object.entries(c().body)}>{([name, value]) => <tr><th scope="row">{fieldName(name)}</th><td class="wrap">{shortened(fieldText(name, value))}</td></tr>}</For></tbody></table>
          <Show when={(c().left_out ?? []).length > 0}>
            <p class="hint">{t("copy-left-out", { fields: (c().left_out ?? []).map(fieldName).join(t("list-separator")), size: bytesText(c().bytes ?? 0) })} <a href={wholeCopyPath(c())} download={`${copyKey(c()).replace("/", "-")}.json`}>{t("copy-save-whole")}</a></p>
          </Show>
          <Show when={c().own}>{(own) => <p><a href={link("watch", { vessel: String(own().mmsi) })}>{t("copy-own-card")}</a></p>}</Show>
        </section>
      </Show>
      <section><h3>{t("copy-terms")}</h3>
        <dl class="facts">
          <dt>{t("copy-originator")}</dt><dd>{partyName(c().originator)}</dd>
          <dt>{t("share-purpose")}</dt><dd>{word("purpose", c().purpose)}</dd>
          <dt>{t("share-level")}</dt><dd>{word("level", c().level)}</dd>
          <dt>{t("share-caveats")}</dt><dd>{words("caveat", c().caveats)}</dd>
          <dt>{t("copy-onward")}</dt><dd>{c().onward_to.length > 0 ? c().onward_to.map(partyName).join(t("list-separator")) : t(`copy-onward-${c().onward}`)}</dd>
          <dt>{realTime(t("release-released"))}</dt><dd class="mono">{moment(c().released)}</dd>
          <dt>{realTime(t("col-received"))}</dt><dd class="mono">{moment(c().received)}</dd>
          <dt>{realTime(t("share-expires"))}</dt><dd><span class="mono">{moment(c().expires)}</span> <span class="countdown" data-soon={endsSoon(c().expires)}>{remaining(c().expires)}</span></dd>
          <dt>{realTime(t("copy-purge"))}</dt><dd><span class="mono">{moment(c().purge)}</span> {c().hold ? t("copy-purge-held") : ""}</dd>
        </dl>
      </section>
      <Show when={c().state === "shown" && c().onward_to.length > 0}><ReleaseDesk kind="copy" id={copyKey(c())} title={copyTitle(c())} /></Show>
      <Show when={readable() && !kept()}><TakeList copy={c()} /></Show>
      <HoldDesk copy={props.copy} onChanged={props.onChanged} />
    </article>
    <Show when={readable() && noteObject(c())}>{(object) => <div class="panel"><Notes object={object()} title={t("notes-title")} /></div>}</Show>
    </>
  );
}

/** A list or an area is a file in one field: its beginning says what it is. */
const shortened = (text: string): string => (text.length > FIELD_CHARACTERS_MAX ? `${text.slice(0, FIELD_CHARACTERS_MAX)}…` : text);

const beyondName = (what: string): string => what.startsWith("field ") ? fieldName(what.slice(6)) : t(`beyond-${what}`);

/** The same ship, two names: ours and theirs side by side. Neither is taken for the truth. */
function Differences(props: { copy: Copy }): JSX.Element {
  const names = (): boolean => props.copy.differences.some((one) => one.field === "name");
  return (
    <Show when={props.copy.differences.length > 0}>
      <section class="differences"><h3>{t(names() ? "differ-names" : "differ-title")}</h3>
        <table class="small">
          <thead><tr><th>{t("col-field")}</th><th>{t("differ-own")}</th><th>{partyName(props.copy.originator)}</th></tr></thead>
          <tbody><For each={props.copy.differences}>{(one) => <tr><th scope="row">{fieldName(one.field)}</th><td class="wrap">{fieldText(one.field, one.own)}</td><td class="wrap"><strong>≠ {fieldText(one.field, one.theirs)}</strong></td></tr>}</For></tbody>
        </table>
        <p class="hint">{t("differ-hint")}</p>
      </section>
    </Show>
  );
}

/** A hold suspends the deletion, for an investigation, and the originator sees who holds and why. */
function HoldDesk(props: { copy: Copy; onChanged: () => Promise<unknown> }): JSX.Element {
  const [reason, setReason] = createSignal("");
  const action = useAction();
  const place = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await hold(props.copy, reason().trim());
      setReason("");
      await props.onChanged();
      return t("hold-done");
    });
  };
  const lift = (): void => void action.run(async () => {
    await liftHold(props.copy);
    await props.onChanged();
    return t("hold-lifted");
  });
  return (
    <Show when={props.copy.state !== "purged"}>
      <section><h3>{t("hold-title")}</h3>
        <Show when={props.copy.hold} fallback={
          <Show when={may("watch_officer")} fallback={<p class="hint">{t("hold-none")}</p>}>
            <form class="row" onSubmit={place}>
              <label class="grow"><span>{t("hold-reason")}</span><input required maxlength="500" value={reason()} onInput={(e) => setReason(e.currentTarget.value)} /></label>
              <button type="submit" disabled={action.busy() || !reason().trim()}>{t("hold-do")}</button>
            </form>
            <p class="hint">{t("hold-hint", { name: partyName(props.copy.originator) })}</p>
          </Show>
        }>
          {(held) => (
            <>
              <p>{t("hold-since", { at: moment(held().since) })} {t("hold-line", { by: held().by, reason: held().reason })}</p>
              <Show when={may("watch_officer")}><button type="button" disabled={action.busy()} onClick={lift}>{t("hold-lift")}</button></Show>
            </>
          )}
        </Show>
        <action.Said />
      </section>
    </Show>
  );
}
