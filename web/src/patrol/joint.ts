// Joint plans as the page sees them (docs/api.md, Patrol).
import { call, query } from "../api";
import type { components } from "../schema";
import type { PlanCard, Rule } from "./plan";

type Schemas = components["schemas"];
export type JointLine = Schemas["JointPlanLine"];
export type JointVersion = Schemas["JointVersion"];
export type JointChanges = Schemas["JointChanges"];
export type JointTalk = Schemas["JointTalk"];
export type JointCard = PlanCard & { digest?: string; joint: JointTalk };
export type Capability = "boarding-team" | "authorities" | "sensors" | "cost";
export const CAPABILITIES: readonly Capability[] = ["boarding-team", "authorities", "sensors", "cost"];
export interface Picks { assets: { id: string; without?: Capability[] }[]; tasks: string[]; tankers?: string[]; riders?: string[]; keep_waters?: boolean }
export interface Preview { decision: string; purpose: string; fields: { name: string; after?: unknown; state: string }[] }
export interface Step { picks?: Picks; add?: Rule[]; remove?: number[]; replan?: boolean; without?: string[]; reason?: string; seconds?: number }

const at = (id: string, rest = ""): string => `patrol/joint/${encodeURIComponent(id)}${rest}`;

export const joints = (): Promise<{ agency: string; plans: JointLine[] }> => call("patrol/joint");
export const joint = (id: string, version?: string): Promise<JointCard> => call(at(id, query({ version })));
export const propose = (json: { party: string; title: string; days: number; picks: Picks; seconds?: number }): Promise<{ id: string }> => call("patrol/joint", { json });
export const amendJoint = (id: string, json: Step): Promise<{ id: string }> => call(at(id, "/amend"), { json });
export const picksOf = (id: string): Promise<Picks> => call(at(id, "/picks"));
export const previewOf = (id: string): Promise<Preview> => call(at(id, "/preview"));
/** The draft becomes an alternative that was compared with it. */
export const chooseAlternative = (id: string, emphasis: string): Promise<unknown> => call(at(id, "/draft"), { method: "PUT", json: { emphasis } });
export const dropDraft = (id: string): Promise<unknown> => call(at(id, "/draft"), { method: "DELETE" });
export const sendDraft = (id: string): Promise<unknown> => call(at(id, "/send"), { method: "POST" });
export const answer = (id: string, version: string, word: "agreed" | "declined", reason = ""): Promise<unknown> => call(at(id, "/answer"), { json: { version, word, reason } });
