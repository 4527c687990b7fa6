// Vessels without an MMSI: ships that VMS names by call sign, and dark vessels that several looks saw, under numbers of the node.
import { t } from "./language";

/** The first number that no radio can send; from here on a node gives it (crates/watch, `UNNUMBERED_MIN`). */
const UNNUMBERED_MIN = 2 ** 30;
/** The first number of dark vessels (crates/watch, `DARK_MIN`). */
const DARK_MIN = 2 ** 31;
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const NAME_LETTERS = 7;

export const isDark = (number: number): boolean => number >= DARK_MIN;

/** The name of a dark vessel, as the node writes it: its number in letters. */
export function darkName(number: number): string {
  let rest = number - DARK_MIN;
  let name = "";
  for (let i = 0; i < NAME_LETTERS; i++) {
    name = (LETTERS[rest % LETTERS.length] ?? "B") + name;
    rest = Math.floor(rest / LETTERS.length);
  }
  return `D-${name}`;
}

/** A vessel's number as it is shown: its MMSI, or that it has none. */
export function numberText(number: number): string {
  return number >= UNNUMBERED_MIN ? t("number-none") : `MMSI ${number}`;
}
