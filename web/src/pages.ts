// All pages behind the sign-in, by room. A page is added here and nowhere else: navigation, title and routing follow.
import { type Component, lazy } from "solid-js";
import type { Role } from "./api";
import { part } from "./conduct/exercise";

export interface PageEntry {
  /** Name in the address and of its title, `page-NAME`. */
  page: string;
  show: Component;
  /** Who may open it, if not everyone. */
  role?: Role;
  /** Reached from other pages, not from the navigation. */
  hidden?: boolean;
  /** Whether this node has it at all. */
  when?: () => boolean;
}

export interface Room { room: string; pages: PageEntry[] }

export const ROOMS: Room[] = [
  {
    room: "watch", pages: [
      { page: "watch", show: lazy(() => import("./page/watch")) },
      { page: "event", show: lazy(() => import("./page/event")), hidden: true },
      { page: "areas", show: lazy(() => import("./page/areas")) },
      { page: "lists", show: lazy(() => import("./page/lists")) },
      { page: "detections", show: lazy(() => import("./page/detections")) },
      { page: "feeds", show: lazy(() => import("./page/feeds")) },
      { page: "report", show: lazy(() => import("./page/report")) },
      { page: "warnings", show: lazy(() => import("./page/warnings")) },
    ],
  },
  {
    room: "patrol", pages: [
      { page: "patrol", show: lazy(() => import("./page/patrol")) },
      { page: "joint", show: lazy(() => import("./page/joint")) },
    ],
  },
  {
    room: "case", pages: [
      { page: "cases", show: lazy(() => import("./page/cases")) },
      { page: "case", show: lazy(() => import("./page/case")), hidden: true },
      { page: "rules", show: lazy(() => import("./case/rules")) },
    ],
  },
  {
    room: "crisis", pages: [
      { page: "crises", show: lazy(() => import("./page/crises")) },
      { page: "evacuation", show: lazy(() => import("./page/evacuation")) },
      { page: "plan-book", show: lazy(() => import("./page/plan_book")) },
      { page: "after", show: lazy(() => import("./crisis/after")), hidden: true },
    ],
  },
  {
    room: "exchange", pages: [
      { page: "partners", show: lazy(() => import("./page/partners")) },
      { page: "releases", show: lazy(() => import("./page/releases")) },
      { page: "shared", show: lazy(() => import("./page/shared")) },
      { page: "sharing", show: lazy(() => import("./page/sharing")) },
      { page: "threats", show: lazy(() => import("./page/threats")) },
    ],
  },
  {
    room: "exercise", pages: [
      { page: "inbox", show: lazy(() => import("./page/inbox")), when: () => part() === "player" },
      { page: "director", show: lazy(() => import("./page/director")), role: "evaluator", when: () => part() === "control" },
      { page: "evaluator", show: lazy(() => import("./page/evaluator")), role: "evaluator", when: () => part() === "control" },
      { page: "incident", show: lazy(() => import("./page/incident")), hidden: true },
    ],
  },
  {
    room: "house", pages: [
      { page: "settings", show: lazy(() => import("./page/settings")) },
      { page: "users", show: lazy(() => import("./page/users")), role: "administrator" },
      { page: "audit", show: lazy(() => import("./page/audit")), role: "administrator" },
    ],
  },
];

/** The page of that name. */
export function pageOf(name: string): PageEntry | undefined {
  return ROOMS.flatMap((one) => one.pages).find((entry) => entry.page === name);
}

/** The room in which a page is. */
export function roomOf(name: string): Room | undefined {
  return ROOMS.find((one) => one.pages.some((entry) => entry.page === name));
}
