// The list's own short forms in words: whom an inject goes to, when it is given, what is expected. The code stays the hint.
import { partyName } from "../exchange/known";
import { t, tryT, word } from "../language";

/** `jp-jcg/watch_officer`: a partner, and the role there that it is for. */
export function receiver(code: string): string {
  const [party = "", role] = code.split("/", 2);
  return role ? `${partyName(party)} · ${word("role-name", role)}` : partyName(party);
}

/** When an entry without a planned time is given, as the list's trigger says. */
export function condition(code: string): string {
  const [kind, ...rest] = code.trim().split(/\s+/);
  const [first = "", second = "", third] = rest;
  if (kind === "manual") return t("condition-manual");
  if (kind === "entry" && first) return second ? t("condition-entry-ship", { area: first, mmsi: second }) : t("condition-entry", { area: first });
  const turn = kind === "after" && first ? tryT(`condition-after-${second}`, { id: first }) : undefined;
  if (turn === undefined) return code;
  return third ? t("condition-later", { what: turn, delay: third.replace(/^\+/, "") }) : turn;
}

interface Call { name: string; parts: string[] }

/** `name(a, b(c, d))` as its name and its parts; nothing if it is not of that form. */
function parsed(text: string): Call | undefined {
  const found = /^([a-z]+)\(([^]*)\)$/.exec(text.trim());
  const [name, inside] = [found?.[1], found?.[2]];
  if (name === undefined || inside === undefined) return undefined;
  const parts: string[] = [];
  let [depth, begin] = [0, 0];
  for (let i = 0; i < inside.length; i += 1) {
    const sign = inside[i];
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (sign === "," && depth === 0) {
      parts.push(inside.slice(begin, i).trim());
      begin = i + 1;
    }
  }
  const last = inside.slice(begin).trim();
  return { name, parts: last ? [...parts, last] : parts };
}

function target(code: string | undefined): string {
  if (code === undefined || code === "*") return t("expects-of-any");
  const [kind, ...rest] = code.split(":");
  const id = rest.join(":");
  if (kind === "area" && id) return t("expects-of-area", { id });
  if (kind === "truth" && id) return t("expects-of-truth", { note: id.replaceAll("-", " ") });
  return code;
}

const event = (code: string | undefined): string => (code === undefined || code === "*" ? t("expects-kind-any") : word("event", code));
const object = (code: string | undefined): string => (code === undefined || code === "*" ? t("expects-class-any") : word("object", code));

/** What a partner is expected to do; a form that newer lists may bring stays as it is written. */
export function expected(code: string): string {
  const call = parsed(code);
  if (!call) return code;
  const [a, b, c] = call.parts;
  switch (call.name) {
    case "alert": return t("expects-alert", { kind: event(a), of: target(b) });
    case "confirmed": return t("expects-confirmed", { kind: event(a), of: target(b) });
    case "released": return t("expects-released", { party: a ?? "", what: object(b), of: target(c) });
    case "received": return t("expects-received", { party: a ?? "", what: object(b), of: target(c) });
    case "track": return t("expects-track", { of: target(a) });
    case "planned": return t("expects-planned", { of: target(a) });
    case "tasked": return t("expects-tasked", { of: target(a) });
    case "boarded": return t("expects-boarded", { of: target(a) });
    case "accounted": return t("expects-accounted", { share: Math.round(Number(a) * 100) });
    case "ack": return t("expects-ack", { inject: a ?? "" });
    case "not": return t("expects-not", { what: expected(a ?? "") });
    case "all": return call.parts.map(expected).join(t("expects-and"));
    case "any": return call.parts.map(expected).join(t("expects-or"));
    case "rated": return t("expects-rated");
    default: return code;
  }
}
