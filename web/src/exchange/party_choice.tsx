// Which partner: one of those with whom something is agreed.
import { For, type JSX, Show } from "solid-js";
import { agreedPartners } from "./known";

/** `open`: nobody is chosen until the officer chooses. */
export function PartyChoice(props: { label: string; party: string; onChange: (party: string) => void; open?: boolean }): JSX.Element {
  return (
    <label><span>{props.label}</span><select required={props.open} value={props.party} onChange={(e) => props.onChange(e.currentTarget.value)}>
      <Show when={props.open}><option value="" /></Show><For each={agreedPartners()}>{(one) => <option value={one.party}>{one.name}</option>}</For>
    </select></label>
  );
}
