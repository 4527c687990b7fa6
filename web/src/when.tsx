// A moment that breaks between date and time only: in a narrow column a date is never cut at its hyphens.
import { For, type JSX } from "solid-js";
import { moment } from "./moment";

export function When(props: { at: string | number | null | undefined }): JSX.Element {
  return <Pieces text={moment(props.at)} />;
}

/** The same for a text with moments in it: it breaks between its words only. */
export function Pieces(props: { text: string }): JSX.Element {
  return <For each={props.text.split(" ")}>{(piece, i) => <>{i() > 0 ? " " : ""}<span class="mono">{piece}</span></>}</For>;
}
