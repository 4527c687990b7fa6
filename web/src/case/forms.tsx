// A form from a case: begun with what the node knows of the vessel, put into the case, and printed.
import { For, type JSX, createResource, createSignal } from "solid-js";
import { call, query } from "../api";
import { t, tryT } from "../language";
import { useAction } from "../page/frame";
import { session } from "../watchroom";

interface Forms { form: { id: string }[] }

/** A name that no other device has: this desk, once. */
function deskName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `desk-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export function FormDesk(props: { mmsi: number | null; onReport: (report: string) => Promise<unknown> }): JSX.Element {
  const [forms] = createResource(async () => (await call<Forms>("forms")).form);
  const [form, setForm] = createSignal("");
  const action = useAction();
  const wanted = (): string => form() || forms.latest?.[0]?.id || "";
  const begin = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const device = deskName();
      const report = `${device}-1`;
      const known = props.mmsi ? (await call<{ fields: Record<string, unknown> }>(`boarding/fill${query({ form: wanted(), mmsi: props.mmsi })}`)).fields : {};
      const acts: unknown[] = [
        { do: "begin", form: wanted(), subject: props.mmsi ? String(props.mmsi) : "" },
        ...Object.entries(known).map(([field, value]) => ({ do: "set", field, value, replaces: [] })),
      ];
      const at_ms = Date.now();
      const edits = acts.map((act, n) => ({ id: { device, seq: n + 1 }, at_ms, user: session()?.user ?? "", report, act }));
      const taken = await call<{ refused: { code: string }[] }>("boarding/edits", { json: { edits } });
      const refused = taken.refused[0];
      if (refused) return tryT(refused.code) ?? refused.code;
      await props.onReport(report);
      return t("case-form-begun", { report });
    });
  };
  return (
    <section class="panel" aria-labelledby="form-desk-title">
      <h2 id="form-desk-title">{t("case-form-title")}</h2>
      <p class="hint">{t("case-form-lead")} <a href="/boarding.html">{t("reports-page")}</a></p>
      <form class="row" onSubmit={begin}>
        <label class="grow"><span>{t("report-form")}</span><select value={wanted()} onChange={(e) => setForm(e.currentTarget.value)}><For each={forms.latest}>{(one) => <option value={one.id} selected={one.id === wanted()}>{t(`form-${one.id}`)}</option>}</For></select></label>
        <button type="submit" class="primary" disabled={action.busy() || !wanted()}>{t("case-form-begin")}</button>
      </form>
      <action.Said />
    </section>
  );
}
