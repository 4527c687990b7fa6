// The stops of one version as a table for a spreadsheet.
import { type JSX } from "solid-js";
import { callFile } from "../api";
import { saveFile } from "../exchange/save";
import { t } from "../language";
import { useAction } from "../page/frame";
import { tablePath } from "./plan";

export function TableButton(props: { id: string; version: number | string }): JSX.Element {
  const action = useAction();
  return (
    <>
      <button type="button" class="quiet" disabled={action.busy()} aria-label={t("patrol-table-named", { version: String(props.version) })} onClick={() => void action.run(async () => {
        saveFile(await callFile(tablePath(props.id, props.version)), `${props.id}-${props.version}.csv`);
        return undefined;
      })}>CSV</button>
      <action.Said />
    </>
  );
}
