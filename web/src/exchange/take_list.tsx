// A vessel list that a partner gave: one key press makes a list of our own of it, never by itself.
import { type JSX, Show } from "solid-js";
import { call, query } from "../api";
import { t } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Copy, wholeCopy } from "./copy";
import { partyName } from "./known";

export function TakeList(props: { copy: Copy }): JSX.Element {
  const action = useAction();
  const text = (name: string): string => {
    const value = props.copy.body[name];
    return typeof value === "string" ? value : "";
  };
  const isLeftOut = (): boolean => props.copy.left_out?.includes("csv") === true;
  const take = (): void => void action.run(async () => {
    // Named after the giver, so that it takes no other list's place; what it claims to be complete for is not taken over.
    const about = { kind: text("kind"), name: `${text("name")} (${props.copy.originator})`, date: text("date"), source: [`${partyName(props.copy.party)} (copy ${props.copy.party}/${props.copy.seq})`, text("source")].filter(Boolean).join(", ") };
    const csv = isLeftOut() ? (await wholeCopy(props.copy)).body["csv"] : text("csv");
    await call(`lists${query(about)}`, { file: new Blob([typeof csv === "string" ? csv : ""]), type: "text/csv" });
    return t("list-taken", { name: about.name });
  });
  return (
    <Show when={props.copy.kind === "vessel-list" && (text("csv") !== "" || isLeftOut())}>
      <section><h3>{t("list-take-title")}</h3>
        <p class="hint">{t("list-take-hint")}</p>
        <Show when={may("analyst")}><button type="button" disabled={action.busy()} onClick={take}>{t("list-take")}</button></Show>
        <action.Said />
      </section>
    </Show>
  );
}
