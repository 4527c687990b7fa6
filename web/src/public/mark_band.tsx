// The marking of an exercise on the pages that stand alone: in all three languages, above and below, on paper too.
import { type JSX, Show } from "solid-js";
import { EXERCISE_WORDS } from "../language";

/** The words of the marking, each told in its language. */
export function MarkWords(): JSX.Element {
  return <><span lang="en">EXERCISE</span> · <span lang="fr-CA">EXERCICE</span> · <span lang="ja">演習</span></>;
}

/** `foot` repeats the band above for the eye only. */
export function MarkBand(props: { name?: string | undefined; foot?: boolean }): JSX.Element {
  return (
    <Show when={!props.foot} fallback={<div class="marking foot" aria-hidden="true"><strong><MarkWords /></strong></div>}>
      <div class="marking" role="note" aria-label={EXERCISE_WORDS}>
        <strong><MarkWords /></strong>
        <Show when={props.name}>{(name) => <span class="marking-name">{name()}</span>}</Show>
      </div>
    </Show>
  );
}
