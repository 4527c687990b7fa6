// What the watch officer makes of an event. A dismissal never erases: it is a record beside the event.
import { type JSX, Show, createSignal } from "solid-js";
import { type EventCard, type Review, call } from "../api";
import { t, word } from "../language";
import { problemText } from "../list/watch_list";
import { moment } from "../moment";
import { may } from "../watchroom";

export function ReviewForm(props: { card: EventCard; onReviewed: () => void }): JSX.Element {
  const [note, setNote] = createSignal("");
  const [failed, setFailed] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const give = async (state: Review["state"]): Promise<void> => {
    setBusy(true);
    setFailed(undefined);
    try {
      await call(`events/${encodeURIComponent(props.card.event.id)}/review`, { json: { state, note: note() } });
      setNote("");
      props.onReviewed();
    } catch (cause) {
      setFailed(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section><h2>{t("review-title")}</h2>
      <Show when={props.card.review} fallback={<p class="hint">{t("review-none")}</p>}>
        {(review) => <p>{t("review-line", { state: word("review", review().state), user: review().user, time: moment(review().time) })}<Show when={review().note}><br />{review().note}</Show></p>}
      </Show>
      <Show when={may("watch_officer")} fallback={<p class="hint">{t("review-role")}</p>}>
        <form onSubmit={(e) => e.preventDefault()}>
          <label><span>{t("review-note")}</span><textarea rows="2" value={note()} onInput={(e) => setNote(e.currentTarget.value)} /></label>
          <div class="row">
            <button type="button" disabled={busy()} onClick={() => void give("confirmed")}>{t("review-confirm")}</button>
            <button type="button" disabled={busy()} onClick={() => void give("dismissed")}>{t("review-dismiss")}</button>
            <Show when={props.card.review && props.card.review.state !== "open"}><button type="button" disabled={busy()} onClick={() => void give("open")}>{t("review-reopen")}</button></Show>
          </div>
        </form>
      </Show>
      <p class="error" role="alert">{failed() ? problemText(failed()) : ""}</p>
    </section>
  );
}
