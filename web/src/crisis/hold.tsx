// Legal hold: while it is on, nobody of this register is erased, by the clock or by hand; who set it and why is shown.
import { type JSX, Show } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { utc } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Crisis, at } from "./crisis";

export function LegalHold(props: { crisis: Crisis; onChange: () => Promise<unknown> }): JSX.Element {
  const action = useAction();
  const send = (reason: string | null): void => void action.run(async () => {
    await call(at(props.crisis.id, "hold"), { json: { reason } });
    await props.onChange();
    return reason === null ? t("hold-lifted") : t("hold-set");
  });
  const set = (): void => {
    const reason = prompt(t("hold-ask"));
    if (reason?.trim()) send(reason);
  };
  return (
    <>
      <Show when={props.crisis.hold} fallback={<Show when={may("consular")}><p class="row"><button type="button" disabled={action.busy()} onClick={set}>{t("hold-do")}</button></p></Show>}>{(hold) => (
        <p class="notice" data-hold>{t("hold-is", { when: utc(hold().since_ms / 1000), by: hold().by, reason: hold().reason })}{" "}
          <Show when={may("consular")}><button type="button" disabled={action.busy()} onClick={() => confirm(t("hold-lift-ask")) && send(null)}>{t("hold-lift")}</button></Show>
        </p>
      )}</Show>
      <action.Said />
    </>
  );
}
