// Choosing a file, in the language of the page: the browser's own control speaks the browser's.
import { type JSX, createSignal } from "solid-js";
import { t } from "../language";

interface Props { label: string; accept: string; onFile: (file: File) => void }

export function FileChoice(props: Props): JSX.Element {
  const [name, setName] = createSignal("");
  return (
    <div class="file">
      <span class="button" aria-hidden="true">{props.label}</span>
      <span class="hint">{name() || t("file-none")}</span>
      <input type="file" accept={props.accept} aria-label={props.label} onChange={(e) => {
        const file = e.currentTarget.files?.[0];
        setName(file?.name ?? "");
        if (file) props.onFile(file);
        e.currentTarget.value = "";
      }} />
    </div>
  );
}
