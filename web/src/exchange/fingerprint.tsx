// The fingerprint of a node: eight groups of five digits, read aloud over the telephone and typed at the other end.
import { For, Index, type JSX, Show } from "solid-js";
import { t } from "../language";

export const GROUPS = 8;
export const GROUP_DIGITS = 5;

/** The groups of a fingerprint, as the node writes it. */
export function groupsOf(fingerprint: string): string[] {
  return fingerprint.trim().split(/\s+/);
}

/** Big enough to read aloud; a screen reader reads digit by digit. */
export function Fingerprint(props: { value: string; small?: boolean }): JSX.Element {
  return (
    <ol class="fingerprint mono" classList={{ small: props.small === true }} aria-label={t("fingerprint-label")}>
      <For each={groupsOf(props.value)}>{(group, i) => (
        <li><span class="group-number" aria-hidden="true">{i() + 1}</span><span aria-hidden="true">{group}</span><span class="hidden">{[...group].join(" ")}</span></li>
      )}</For>
    </ol>
  );
}

interface InputProps { groups: string[]; wrong: number | undefined; onGroups: (groups: string[]) => void }

/** Eight boxes; a full one hands on to the next, and a whole fingerprint can be pasted into any. */
export function FingerprintInput(props: InputProps): JSX.Element {
  let box!: HTMLFieldSetElement;
  const inputs = (): HTMLInputElement[] => [...box.querySelectorAll("input")];
  const fill = (from: number, text: string): void => {
    const digits = text.normalize("NFKC").replaceAll(/\D/g, "");
    const groups = [...props.groups];
    let at = from;
    if (digits.length <= GROUP_DIGITS) groups[at] = digits;
    else {
      if (digits.length >= GROUPS * GROUP_DIGITS) at = 0;
      for (let i = 0; i < digits.length && at < GROUPS; i += GROUP_DIGITS, at += 1) groups[at] = digits.slice(i, i + GROUP_DIGITS);
      at = Math.min(at, GROUPS) - 1;
    }
    props.onGroups(groups);
    if (groups[at]?.length === GROUP_DIGITS) inputs()[at + 1]?.focus();
  };
  const keys = (event: KeyboardEvent, at: number): void => {
    if (event.key === "Backspace" && props.groups[at] === "") inputs()[at - 1]?.focus();
  };
  return (
    <fieldset class="fingerprint-input" ref={box}>
      <legend>{t("fingerprint-type")}</legend>
      <div class="groups">
        <Index each={props.groups}>{(group, i) => (
          <input class="mono" inputmode="numeric" autocomplete="off" value={group()} aria-label={t("fingerprint-group", { n: i + 1, count: GROUPS })}
            aria-invalid={props.wrong === i + 1} onKeyDown={(e) => keys(e, i)} onInput={(e) => {
              if (e.isComposing) return;
              fill(i, e.currentTarget.value);
              e.currentTarget.value = props.groups[i] ?? "";
            }} onCompositionEnd={(e) => fill(i, e.currentTarget.value)} />
        )}</Index>
      </div>
      <Show when={props.wrong}>{(n) => <p class="error" role="alert">{t("fingerprint-wrong-group", { n: n() })}</p>}</Show>
    </fieldset>
  );
}
