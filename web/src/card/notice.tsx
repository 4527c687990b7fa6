// What notices of transshipment say of a meeting: the outcome in one sentence, the notice it rests on, what differs. Never more than
// what the files that were loaded bear.
import { type JSX, For, Show } from "solid-js";
import type { EventRecord } from "../api";
import { t, tryT } from "../language";
import { amount, evidenceName } from "../measure";
import { moment } from "../moment";

/** Whether a key of the evidence is shown here. */
export const isOfNotice = (key: string): boolean => key === "notice" || key.startsWith("notice_");

const ROWS = [
  "notice_because", "notice_id", "notice_source", "notice_file_name", "notice_status", "notice_notified_date", "notice_lead_h",
  "notice_window_from_date", "notice_window_until_date", "notice_off_h", "notice_off_nm", "notice_match", "notice_matched_first",
  "notice_matched_second", "notice_other_name", "notice_observer", "notice_authorisation_name", "notice_carrier_permit",
  "notice_cancelled", "notice_complete_from_date", "notice_complete_until_date", "notice_complete_area_name",
] as const;
/** Names and identifiers stay as they are. */
const AS_WRITTEN = /_(id|source|name|cancelled)$/;

export function NoticePart(props: { event: EventRecord }): JSX.Element {
  const codes = () => props.event.evidence.codes ?? {};
  const outcome = () => codes()["notice"];
  const text = (key: string): string | undefined => {
    const value = props.event.evidence.numbers?.[key];
    // A notice that came after the meeting began has a late date, and no lead.
    if (typeof value === "number") return key === "notice_lead_h" && value < 0 ? undefined : amount(key, value);
    const code = codes()[key];
    if (!code) return undefined;
    if (key.endsWith("_date")) return moment(code);
    if (AS_WRITTEN.test(key)) return code;
    return code.split(" ").map((one) => tryT(`code-${one}`) ?? one).join(t("list-separator"));
  };
  const rows = () => ROWS.flatMap((key) => { const value = text(key); return value === undefined ? [] : [{ key, value }]; });
  return (
    <Show when={outcome()}>
      <section class="notice-part" data-notice={outcome()}>
        <h3>{t("notice-title")}</h3>
        <p>{tryT(`notice-outcome-${outcome()}`) ?? outcome()}</p>
        <dl class="facts numbers"><For each={rows()}>{(row) => <><dt>{evidenceName(row.key)}</dt><dd>{row.value}</dd></>}</For></dl>
      </section>
    </Show>
  );
}
