//! Random worlds: mostly near the edge of being released, so that each rule decides often.

use std::collections::{BTreeMap, BTreeSet};

use super::{Condition, Deal, KindRule, Moment, Plain, PlainLabel, Thing, Way};

/// SplitMix64.
pub struct Chance(pub u64);

pub const PARTIES: [&str; 4] = ["ca-ccg", "jp-jcg", "us-cg", "kr-kcg"];
pub const KINDS: [&str; 6] = ["alert", "case", "vms", "person", "note", "gear"];
pub const PURPOSES: [&str; 3] = ["fisheries", "rescue", "customs"];
pub const SCOPES: [&str; 2] = ["storm", "drill"];
pub const CAVEATS: [&str; 2] = ["no-press", "eyes"];
pub const PROFILES: [&str; 3] = ["source", "quiet", "unknown"];
pub const FIELDS: [&str; 6] = ["master_name", "mmsi", "place", "seen_ms", "flag", "remark"];

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64);
        from[at as usize]
    }

    fn hours(&mut self) -> i64 {
        self.below(12) as i64
    }

    fn subset(&mut self, from: &[&'static str], percent: u64) -> BTreeSet<&'static str> {
        from.iter()
            .copied()
            .filter(|_| self.percent(percent))
            .collect()
    }

    fn maybe<T>(&mut self, percent: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.percent(percent) {
            Some(make(self))
        } else {
            None
        }
    }

    /// An agreement.
    pub fn deal(&mut self) -> Deal {
        let start = self.below(4) as i64;
        let ways = |chance: &mut Self| -> BTreeMap<&'static str, Way> {
            let picked = chance.subset(&FIELDS, 50);
            picked
                .into_iter()
                .map(|field| (field, chance.way()))
                .collect()
        };
        let profiles = ["source", "quiet"].map(|name| (name, ways(self)));
        Deal {
            from: "ca-ccg",
            to: "jp-jcg",
            realm: if self.percent(94) {
                "live"
            } else {
                "exercise:north"
            },
            valid: (start, start + 6 + self.hours()),
            purposes: self.subset(&PURPOSES, 80),
            caveats: self.subset(&CAVEATS, 70),
            scopes: SCOPES
                .into_iter()
                .filter(|_| self.percent(80))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|scope| {
                    (
                        scope,
                        (self.maybe(30, Self::hours), self.maybe(30, Self::hours)),
                    )
                })
                .collect(),
            kinds: KINDS
                .iter()
                .filter(|_| self.percent(90))
                .copied()
                .collect::<Vec<_>>()
                .into_iter()
                .map(|kind| (kind, self.rule(kind)))
                .collect(),
            profiles: profiles.into(),
        }
    }

    fn way(&mut self) -> Way {
        let way = self.pick(&[
            "keep",
            "keep",
            "drop",
            "pseudonym",
            "place_m",
            "time_s",
            "round",
        ]);
        (way, 1 + self.below(50_000) as u32)
    }

    fn rule(&mut self, kind: &str) -> KindRule {
        let form = match kind {
            "gear" => "count",
            "note" => self.pick(&["none", "whole"]),
            _ => self.pick(&["whole", "fields", "fields", "fields"]),
        };
        let way = |chance: &mut Self, field: &'static str| {
            let fitting = match field {
                "place" => ("place_m", 1 + chance.below(50_000) as u32),
                "seen_ms" => ("time_s", 1 + chance.below(50_000) as u32),
                _ => ("keep", 1),
            };
            (
                field,
                if chance.percent(50) {
                    fitting
                } else {
                    chance.way()
                },
            )
        };
        let mut named: Vec<&'static str> = self.subset(&FIELDS, 60).into_iter().collect();
        if named.is_empty() {
            named.push("flag");
        }
        KindRule {
            form,
            approval: self.percent(25),
            purposes: self.maybe(40, |chance| chance.subset(&PURPOSES, 80)),
            level_max: 1 + self.below(3) as u8,
            personal: form != "whole" && (kind == "person" || self.percent(40)),
            fields: named.into_iter().map(|field| way(self, field)).collect(),
            time_s: if self.percent(50) {
                0
            } else {
                1 + self.below(10_000) as u32
            },
            pseudonym: self.percent(20),
            retain_h: self.maybe(40, |chance| chance.below(9) as u32),
            onward: self.below(3) as u8,
            hold: self.percent(50),
            patrol: kind == "vms",
            condition: self.maybe(25, |chance| {
                chance.pick(&[Condition::FisheriesButNotXyz, Condition::FlagAbcOrError])
            }),
        }
    }

    fn audience(&mut self) -> (u8, BTreeSet<&'static str>) {
        let mut to = self.subset(&["us-cg", "kr-kcg", "ca-ccg"], 40);
        if self.percent(85) {
            to.insert("jp-jcg");
        }
        if self.percent(4) {
            to.clear();
        }
        (self.below(3) as u8 + u8::from(self.percent(15)), to)
    }

    fn label(&mut self) -> PlainLabel {
        let (level, to) = self.audience();
        let scopes = self.subset(&SCOPES, 25);
        PlainLabel {
            level,
            to,
            caveats: self.subset(&CAVEATS, 15),
            purposes: self.maybe(70, |chance| chance.subset(&PURPOSES, 85)),
            scopes: scopes
                .into_iter()
                .map(|scope| (scope, self.audience()))
                .collect(),
            personal: self.percent(25),
            onward: self.below(3) as u8,
            not_after: self.maybe(25, |chance| 3 + chance.hours()),
            purge_at: self.maybe(40, |chance| 3 + chance.hours()),
            hold: self.percent(50),
            profiles: self.subset(&PROFILES, 8),
            origins: self.subset(&PARTIES, 6),
        }
    }

    /// An object whose withheld values can be found again in bytes.
    pub fn thing(&mut self) -> Thing {
        let letters = |chance: &mut Self| format!("{:016x}{:016x}", chance.next(), chance.next());
        let mut body = BTreeMap::new();
        for field in FIELDS {
            if self.percent(8) {
                continue;
            }
            let value = match field {
                "mmsi" => Plain::Int(self.next() as i64 >> 1 | 1 << 60),
                "seen_ms" => Plain::Int(1_772_755_200_000 + self.below(1 << 36) as i64),
                "place" => Plain::Place(self.degrees(85.0), self.degrees(179.9)),
                "flag" => Plain::Text(self.pick(&["XYZ", "ABC", "ABC", "DEF"]).to_owned()),
                _ => Plain::Text(letters(self)),
            };
            body.insert(field, value);
        }
        Thing {
            realm: if self.percent(96) {
                "live"
            } else {
                "exercise:north"
            },
            originator: if self.percent(88) {
                "ca-ccg"
            } else {
                self.pick(&PARTIES)
            },
            object: self.below(5) as u8,
            kind: self.pick(&KINDS),
            version: 1 + self.below(2) as u32,
            made_ms: 1_772_755_200_000 + self.below(1 << 30) as i64,
            label: self.label(),
            body,
        }
    }

    fn degrees(&mut self, most: f64) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 * most - most
    }

    /// What the agency knows when it is asked.
    pub fn moment(&mut self) -> Moment {
        let patrols = (0..self.below(4)).map(|_| {
            let from = self.hours() - 4;
            let party = if self.percent(70) { "jp-jcg" } else { "us-cg" };
            (
                party,
                from,
                from + 3 + self.hours(),
                self.pick(&[
                    [-80.0, 80.0, -170.0, 170.0],
                    [-80.0, 80.0, 100.0, -100.0],
                    [0.0, 80.0, -90.0, 90.0],
                ]),
            )
        });
        let patrols = patrols.collect();
        let object = |chance: &mut Self| chance.below(5) as u8;
        Moment {
            own: if self.percent(97) { "ca-ccg" } else { "us-cg" },
            realm: if self.percent(96) {
                "live"
            } else {
                "exercise:north"
            },
            now: 1 + self.hours(),
            purpose: self.pick(&PURPOSES),
            scopes: self.subset(&SCOPES, 40),
            patrols,
            consents: (0..self.below(6))
                .map(|_| {
                    (
                        self.pick(&PARTIES),
                        object(self),
                        self.pick(&["jp-jcg", "jp-jcg", "kr-kcg"]),
                        self.maybe(40, Self::hours),
                    )
                })
                .collect(),
            approvals: (0..self.below(8))
                .map(|_| {
                    (
                        object(self),
                        1 + self.below(2) as u32,
                        self.pick(&["jp-jcg", "jp-jcg", "us-cg"]),
                        self.percent(80),
                    )
                })
                .collect(),
            stopped: if self.percent(15) {
                BTreeSet::from([object(self)])
            } else {
                BTreeSet::new()
            },
            secret: self.percent(92),
        }
    }
}
