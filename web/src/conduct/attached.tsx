// What came with an inject: a picture is shown under the words of the exercise, everything can be saved.
import { For, type JSX, Show } from "solid-js";
import { number, t } from "../language";
import type { Inbox } from "./exercise";

type Inject = Inbox["injects"][number]["inject"];

export function Attached(props: { inject: Inject }): JSX.Element {
  const file = (name: string) => (props.inject.files ?? []).find((one) => one.name === name);
  const address = (name: string): string => `/api/v1/conduct/inbox/${encodeURIComponent(props.inject.id)}/files/${encodeURIComponent(name)}`;
  return (
    <Show when={props.inject.attachments.length > 0}>
      <ul class="attached" aria-label={t("inbox-files")}><For each={props.inject.attachments}>{(name) => (
        <li data-file={name}>
          <Show when={file(name)} fallback={<span class="hint">{name} ({t("inbox-file-none")})</span>}>{(one) => (
            <>
              <Show when={one().media.startsWith("image/")}><img src={address(name)} alt={`EXERCISE EXERCICE 演習 ${name}`} /></Show>
              <a class="button quiet" href={address(name)} download="" aria-label={t("inbox-file", { name })}>{name} <span class="hint">{t("files-here", { kb: number(Math.ceil(one().bytes / 1000)) })}</span></a>
            </>
          )}</Show>
        </li>
      )}</For></ul>
    </Show>
  );
}
