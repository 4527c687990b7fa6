// Reports of cyber threats: those the agency stands by, and those that came in over TAXII and wait for an analyst.
import { For, type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import type { components } from "../schema";
import { fileName } from "../exchange/save";
import { number, t } from "../language";
import { moment } from "../moment";
import { may } from "../watchroom";
import { FileChoice } from "./file_choice";
import { Page, Waiting, useAction } from "./frame";

type Threat = components["schemas"]["Threat"];

export default function ThreatsPage(): JSX.Element {
  const [found, { refetch }] = createResource(async () => (await call<{ threats: Threat[] }>("threats")).threats);
  const action = useAction();
  const add = (file: File): void => void action.run(async () => {
    const answer = await call<{ added: string[]; refused: number }>("threats", { file, type: "application/stix+json;version=2.1" });
    await refetch();
    return t("threats-added", { count: answer.added.length, refused: answer.refused });
  });
  const takeOver = (one: Threat): void => void action.run(async () => {
    await call(`threats/${encodeURIComponent(one.id)}/take-over`, { method: "POST" });
    await refetch();
    return t("threats-taken");
  });
  return (
    <Page title={t("page-threats")} lead={t("threats-lead")}>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>
        {(threats) => (
          <Show when={threats().length > 0} fallback={<p class="hint">{t("threats-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("page-threats")}>
              <table>
                <thead><tr><th>{t("col-name")}</th><th>{t("threats-source")}</th><th>{t("threats-handling")}</th><th class="num">{t("threats-indicators")}</th><th class="num">{t("threats-observations")}</th><th>{t("threats-published")}</th><th>{t("col-state")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
                <tbody><For each={threats()}>{(one) => (
                  <tr>
                    <th scope="row" class="wrap">{one.name}<Show when={one.description}><p class="hint">{one.description}</p></Show></th>
                    <td>{one.source}</td><td class="mono">{one.handling}</td><td class="num">{number(one.indicators)}</td><td class="num">{number(one.observations)}</td><td class="mono">{moment(one.published)}</td>
                    <td><span class="tag">{t(one.received ? "threats-received" : "threats-held")}</span></td>
                    <td class="actions">
                      <a class="button quiet" href={`/api/v1/threats/${encodeURIComponent(one.id)}`} download={fileName(`${one.id}.json`)} aria-label={t("threats-file-named", { name: one.name })}>STIX</a>
                      <Show when={one.received && may("analyst")}><button type="button" class="quiet" disabled={action.busy()} onClick={() => takeOver(one)} aria-label={t("threats-take-named", { name: one.name })}>{t("threats-take")}</button></Show>
                    </td>
                  </tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
      <Show when={may("analyst")}>
        <section class="panel form narrow">
          <h2>{t("threats-add")}</h2>
          <FileChoice label={t("threats-choose")} accept=".json,application/json" onFile={add} />
          <p class="hint">{t("threats-taxii", { address: `${location.origin}/taxii2/` })}</p>
        </section>
      </Show>
      <action.Said />
    </Page>
  );
}
