// Why a feed does not run, in words. The node gives a code, a code with what it is about, or what the system said.
import { t, tryT } from "../language";

const CODE = /^([a-z]+(?:-[a-z]+)+)(?::\s*(.*))?$/s;

export function feedFault(text: string): string {
  const [, code = "", about] = CODE.exec(text) ?? [];
  const words = code ? (tryT(code) ?? tryT(`fault-${code}`)) : undefined;
  if (words === undefined) return code ? text : t("feed-fault-system", { text });
  return about ? `${words} (${about})` : words;
}
