// The audit: every change, by whom, chained by hashes so that a later edit shows.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type AuditPage as Found, call, query } from "../api";
import { t, tryT, word } from "../language";
import { moment } from "../moment";
import { Page, Waiting } from "./frame";

const PAGE = 100;

export default function AuditPage(): JSX.Element {
  const [entries, setEntries] = createSignal<Found["entries"]>([]);
  const [cursor, setCursor] = createSignal<number>();
  const load = async (from: number | undefined): Promise<Found> => {
    const found = await call<Found>(`audit${query({ limit: PAGE, cursor: from })}`);
    setEntries([...(from ? entries() : []), ...found.entries]);
    setCursor(found.next_cursor ?? undefined);
    return found;
  };
  const [first] = createResource(() => load(undefined));
  return (
    <Page title={t("page-audit")} lead={t("audit-lead")}>
      <Show when={!first.error && first.latest} fallback={<Waiting error={first.error} loading={t("loading")} />}>
        {(found) => (
          <>
            <p class="notice" classList={{ error: !found().intact, good: found().intact }} role={found().intact ? "status" : "alert"}>{found().intact ? `✓ ${t("audit-intact")}` : `✗ ${t("audit-broken")}${found().broken_at === null ? "" : ` ${t("audit-broken-at", { n: found().broken_at ?? 0 })}`}`}</p>
            <div class="scroll" tabindex="0" role="region" aria-label={t("page-audit")}>
              <table>
                <thead><tr><th class="num">{t("audit-number")}</th><th>{t("col-time")}</th><th>{t("user")}</th><th>{t("audit-action")}</th><th>{t("audit-object")}</th><th>{t("audit-detail")}</th><th>{t("audit-hash")}</th></tr></thead>
                <tbody><For each={entries()}>{(entry) => <tr><td class="num">{entry.seq}</td><td class="mono">{moment(entry.time)}</td><td>{entry.user}</td><td>{word("audit", entry.action)}</td><td class="wrap">{entry.object}</td><td class="wrap">{detailText(entry.detail)}</td><td class="raw" title={entry.hash}>{entry.hash.slice(0, 10)}</td></tr>}</For></tbody>
              </table>
            </div>
            <Show when={cursor()}><button type="button" onClick={() => void load(cursor())}>{t("more")}</button></Show>
          </>
        )}
      </Show>
    </Page>
  );
}

/** The detail of an entry as words: `role: Analyst`. What has no words yet is shown as it is, never left out. */
function detailText(detail: unknown): string {
  if (detail === null || detail === undefined) return "";
  if (typeof detail !== "object") return String(detail);
  return Object.entries(detail).filter(([, value]) => value !== null && value !== "").map(([key, value]) => `${tryT(`audit-detail-${key.replaceAll("_", "-")}`) ?? key}${t("label-colon")}${valueText(key, value)}`).join(" · ");
}

function valueText(key: string, value: unknown): string {
  if (key === "role") return word("role-name", String(value));
  if (key === "kind") return word("list", String(value)) === String(value) ? word("object", String(value)) : word("list", String(value));
  if (key === "purpose") return word("purpose", String(value));
  if (key === "do") return tryT(`case-do-${String(value)}`) ?? String(value);
  if (key === "stage") return tryT(`case-stage-${String(value)}`) ?? String(value);
  if (typeof value === "number" && key.endsWith("_ms")) return moment(value / 1000);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (key === "date" || key === "expires") return moment(String(value));
  if (key === "state") return word("review", String(value));
  if (Array.isArray(value)) return String(value.length);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
