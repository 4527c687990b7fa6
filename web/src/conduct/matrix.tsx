// Who knows what: a row for every incident of the truth and every inject, a column for every partner.
import { For, type JSX, Show } from "solid-js";
import { t, word } from "../language";
import { utcClock } from "../moment";
import type { components } from "../schema";

export type Matrix = components["schemas"]["Matrix"];
type Knowledge = components["schemas"]["Knowledge"];

const STEPS = ["alerted", "confirmed", "received", "released", "tasked", "delivered", "acknowledged"] as const;
interface Subject { about: "incident" | "inject"; kind?: string; mmsis?: number[]; start?: string; id?: string }

export function MatrixView(props: { matrix: Matrix | undefined }): JSX.Element {
  const subject = (row: Matrix["rows"][number]): Subject => row.subject as unknown as Subject;
  return (
    <section>
      <h2 id="matrix-title">{t("matrix-title")}</h2>
      <p class="hint">{t("matrix-lead")}</p>
      <div class="scroll short" tabindex="0" role="region" aria-labelledby="matrix-title">
        <table class="matrix">
          <thead><tr><th>{t("matrix-what")}</th><For each={props.matrix?.parties ?? []}>{(party) => <th>{party}</th>}</For></tr></thead>
          <tbody><For each={props.matrix?.rows ?? []} fallback={<tr><td colspan="3">{t("matrix-none")}</td></tr>}>{(row) => (
            <tr>
              <th scope="row" class="wrap"><Show when={subject(row).about === "incident"} fallback={<>{t("matrix-inject")} <span class="mono">{subject(row).id}</span></>}>
                {word("truth", subject(row).kind ?? "")} <span class="hint mono">{subject(row).mmsis?.join(" ")}</span></Show></th>
              <For each={props.matrix?.parties ?? []}>{(party) => <Cell known={row.parties[party]} />}</For>
            </tr>
          )}</For></tbody>
        </table>
      </div>
    </section>
  );
}

function Cell(props: { known: Knowledge | undefined }): JSX.Element {
  const steps = () => STEPS.filter((step) => props.known?.[step]);
  return (
    <td class="wrap" data-knows={steps().length > 0}>
      <For each={steps()} fallback={<span class="hint">{t("know-nothing")}</span>}>{(step) => <span class="tag">{t(`know-${step}`)} <span class="mono">{utcClock(props.known?.[step] ?? "")}</span></span>}</For>
    </td>
  );
}
