// Real life comes first: one key on every page of an exercise, a confirm step, then the exercise stands and real life opens
// with the incident ready.
import { type JSX, Show, createSignal, onCleanup, onMount } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { useAction } from "../page/frame";
import { inbox, part, refreshInbox } from "./exercise";

/** The key that opens the confirm step, on every page. */
export const KEY = "F8";

export function NoDuff(): JSX.Element {
  let dialog!: HTMLDialogElement;
  const [title, setTitle] = createSignal("");
  const [text, setText] = createSignal("");
  const [place, setPlace] = createSignal("");
  const [done, setDone] = createSignal<{ live: string | null }>();
  // Its fields are on the page only while it is asked: a hidden form would be found by keys and tools.
  const [shown, setShown] = createSignal(false);
  const action = useAction();
  const open = (): void => {
    setShown(true);
    setDone(undefined);
    action.setSaid(undefined);
    if (!dialog.open) dialog.showModal();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== KEY || event.isComposing || part() === "none") return;
    event.preventDefault();
    open();
  };
  onMount(() => addEventListener("keydown", key));
  onCleanup(() => removeEventListener("keydown", key));
  const confirm = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const answer = await call<{ frozen: boolean; live: string | null }>("conduct/no-duff", { json: { title: title(), text: text(), place: place() } });
      setDone({ live: answer.live });
      if (answer.live) window.open(answer.live, "_blank", "noopener");
      await refreshInbox();
      return undefined;
    });
  };
  return (
    <>
      <Show when={part() !== "none"}>
        <button type="button" class="no-duff" onClick={open} aria-keyshortcuts={KEY} title={t("no-duff-hint")}>{t("no-duff")} <kbd>{KEY}</kbd></button>
      </Show>
      <Show when={inbox()?.frozen}><strong class="frozen" role="alert">{t("no-duff-frozen")}</strong></Show>
      <dialog ref={dialog} class="no-duff-dialog" aria-labelledby="no-duff-title" onClose={() => setShown(dialog.open)}>
        <h2 id="no-duff-title">{t("no-duff-title")}</h2>
        <Show when={shown()}><Show when={done()} fallback={
          <form class="form" onSubmit={confirm}>
            <p>{t("no-duff-lead")}</p>
            <label><span>{t("no-duff-what")}</span><input name="no-duff-what" required maxlength="200" autofocus value={title()} onInput={(e) => setTitle(e.currentTarget.value)} /></label>
            <label><span>{t("no-duff-where")}</span><input name="no-duff-where" maxlength="200" value={place()} onInput={(e) => setPlace(e.currentTarget.value)} /></label>
            <label><span>{t("no-duff-more")}</span><textarea name="no-duff-more" rows="3" maxlength="4000" value={text()} onInput={(e) => setText(e.currentTarget.value)} /></label>
            <div class="row">
              <button type="submit" class="primary danger" disabled={action.busy()}>{t("no-duff-do")}</button>
              <button type="button" onClick={() => dialog.close()}>{t("cancel")}</button>
            </div>
            <action.Said />
          </form>
        }>
          {(answer) => (
            <div role="status">
              <p><strong>{t("no-duff-done")}</strong></p>
              <Show when={answer().live} fallback={<><p>{t("no-duff-no-live")}</p><pre>{[title(), place(), text()].filter(Boolean).join("\n")}</pre></>}>
                {(live) => <p><a class="button" href={live()} target="_blank" rel="noopener">{t("no-duff-open-live")}</a></p>}
              </Show>
              <p><button type="button" onClick={() => dialog.close()}>{t("close")}</button></p>
            </div>
          )}
        </Show></Show>
      </dialog>
    </>
  );
}
