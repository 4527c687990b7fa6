// What a look is called. Satellites' files name theirs; one sighting is named by the node, by its time and who reported it.
import { t, word } from "../language";
import { utc } from "../moment";

/** `sighting-TIME-ID`, or `sighting-TIME-FILE-LINE` of a report without an id. */
const SIGHTING = /^sighting-(\d{4}-\d\d-\d\dT[\d:.]+Z)-(.+)$/;
const LINE = /^[0-9a-f]{16}-(\d+)$/;

/** Kind, time and source of a sighting; other looks have the name that they came with. */
export function lookTitle(id: string): string {
  const found = SIGHTING.exec(id);
  const [time, source] = [found?.[1], found?.[2]];
  if (time === undefined || source === undefined) return id;
  const line = LINE.exec(source)?.[1];
  return [word("code", "sighting"), utc(time), line === undefined ? source : t("scene-line", { line })].join(" · ");
}
