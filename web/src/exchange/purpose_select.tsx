// For what purpose something is told: one of those of the agreement with the partner, in words.
import { For, type JSX } from "solid-js";
import { t, word } from "../language";
import { agreedPartners } from "./known";

/** The purpose that is held can always be chosen: an agreement without it refuses by itself. */
export function PurposeChoice(props: { party: string; purpose: string; onChange: (purpose: string) => void }): JSX.Element {
  const agreed = (): string[] => agreedPartners().find((one) => one.party === props.party)?.agreement?.purposes ?? [];
  const all = (): string[] => [...new Set([...agreed(), props.purpose])];
  return (
    <label><span>{t("together-purpose")}</span><select required onChange={(e) => props.onChange(e.currentTarget.value)}>
      <For each={all()}>{(code) => <option value={code} selected={code === props.purpose} title={code}>{word("purpose", code)}</option>}</For>
    </select></label>
  );
}
