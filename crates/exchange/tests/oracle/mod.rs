//! A second release decision, written from the rules alone over plain texts and hours, to judge the first one by.
//!
//! It shares nothing with the program: not its types, not its parser, not its order of rules.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

pub mod chance;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};

/// One value of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Plain {
    Text(String),
    Int(i64),
    Place(f64, f64),
}

/// What is done to a field, as text of the policy: `keep`, `drop`, `pseudonym`, or a name and a number.
pub type Way = (&'static str, u32);

#[derive(Debug, Clone, Default)]
pub struct PlainLabel {
    pub level: u8,
    pub to: BTreeSet<&'static str>,
    pub caveats: BTreeSet<&'static str>,
    /// Absent: any purpose.
    pub purposes: Option<BTreeSet<&'static str>>,
    pub scopes: BTreeMap<&'static str, (u8, BTreeSet<&'static str>)>,
    pub personal: bool,
    pub onward: u8,
    pub not_after: Option<i64>,
    pub purge_at: Option<i64>,
    pub hold: bool,
    pub profiles: BTreeSet<&'static str>,
    pub origins: BTreeSet<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Thing {
    pub realm: &'static str,
    pub originator: &'static str,
    pub object: u8,
    pub kind: &'static str,
    pub version: u32,
    pub made_ms: i64,
    pub label: PlainLabel,
    pub body: BTreeMap<&'static str, Plain>,
}

#[derive(Debug, Clone)]
pub struct KindRule {
    pub form: &'static str,
    pub approval: bool,
    pub purposes: Option<BTreeSet<&'static str>>,
    pub level_max: u8,
    pub personal: bool,
    pub fields: BTreeMap<&'static str, Way>,
    pub time_s: u32,
    pub pseudonym: bool,
    pub retain_h: Option<u32>,
    pub onward: u8,
    pub hold: bool,
    pub patrol: bool,
    /// Which of the two known conditions the kind has.
    pub condition: Option<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Permitted for fisheries; forbidden for ships of flag XYZ.
    FisheriesButNotXyz,
    /// Reads the flag without asking whether there is one: an error denies.
    FlagAbcOrError,
}

#[derive(Debug, Clone)]
pub struct Deal {
    pub from: &'static str,
    pub to: &'static str,
    pub realm: &'static str,
    pub valid: (i64, i64),
    pub purposes: BTreeSet<&'static str>,
    pub caveats: BTreeSet<&'static str>,
    pub scopes: BTreeMap<&'static str, (Option<i64>, Option<i64>)>,
    pub kinds: BTreeMap<&'static str, KindRule>,
    pub profiles: BTreeMap<&'static str, BTreeMap<&'static str, Way>>,
}

/// A patrol: party, from and until in hours, and the box it is in: south, north, west, east.
pub type PlainPatrol = (&'static str, i64, i64, [f64; 4]);

#[derive(Debug, Clone)]
pub struct Moment {
    pub own: &'static str,
    pub realm: &'static str,
    pub now: i64,
    pub purpose: &'static str,
    pub scopes: BTreeSet<&'static str>,
    pub patrols: Vec<PlainPatrol>,
    /// Originator, object, to, until.
    pub consents: Vec<(&'static str, u8, &'static str, Option<i64>)>,
    /// Object, version, to, whether for the agreement in force.
    pub approvals: Vec<(u8, u32, &'static str, bool)>,
    pub stopped: BTreeSet<u8>,
    pub secret: bool,
}

/// What should happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Nothing,
    Counted,
    Copy(Wanted),
}

/// What the copy should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub waits: bool,
    /// The field and everything that is done to it, in order.
    pub fields: BTreeMap<&'static str, Vec<Way>>,
    pub ends: (Option<i64>, Option<i64>),
    pub onward: u8,
    pub hold: bool,
    /// Whether there is a secret to make pseudonyms with.
    pub secret: bool,
}

fn scopes_now<'a>(
    thing: &'a Thing,
    deal: &Deal,
    moment: &Moment,
) -> Vec<&'a (u8, BTreeSet<&'static str>)> {
    let open = |scope: &str| match deal.scopes.get(scope) {
        Some((from, until)) => {
            !from.is_some_and(|from| moment.now < from)
                && !until.is_some_and(|until| moment.now >= until)
        }
        None => false,
    };
    let scopes = thing.label.scopes.iter();
    scopes
        .filter(|(scope, _)| moment.scopes.contains(*scope) && open(scope))
        .map(|(_, rule)| rule)
        .collect()
}

fn admitted(thing: &Thing, deal: &Deal, moment: &Moment, rule: &KindRule) -> bool {
    let scoped = scopes_now(thing, deal, moment);
    if scoped.is_empty() {
        thing.label.to.contains(deal.to) && thing.label.level <= rule.level_max
    } else {
        scoped
            .iter()
            .all(|(level, to)| to.contains(deal.to) && *level <= rule.level_max)
    }
}

fn passable(thing: &Thing, deal: &Deal, moment: &Moment) -> bool {
    let mut others = thing.label.origins.clone();
    others.insert(thing.originator);
    others.remove(moment.own);
    others.remove(deal.to);
    for other in others {
        let agreed = moment.consents.iter().any(|(who, object, to, until)| {
            *who == other
                && *object == thing.object
                && *to == deal.to
                && until.is_none_or(|until| until > moment.now)
        });
        if thing.label.onward == 0 || thing.label.onward == 1 && !agreed {
            return false;
        }
    }
    true
}

fn patrol_ends(thing: &Thing, deal: &Deal, moment: &Moment) -> Vec<i64> {
    let Some(Plain::Place(lat, lon)) = thing.body.get("place") else {
        return Vec::new();
    };
    let there = |(party, from, until, [south, north, west, east]): &&PlainPatrol| {
        let lon_in = if west <= east {
            west < lon && lon < east
        } else {
            lon > west || lon < east
        };
        *party == deal.to
            && moment.now >= *from
            && moment.now < *until
            && south < lat
            && lat < north
            && lon_in
    };
    moment
        .patrols
        .iter()
        .filter(there)
        .map(|patrol| patrol.2)
        .collect()
}

fn person_fits(thing: &Thing, moment: &Moment, rule: &KindRule) -> bool {
    if !thing.label.personal {
        return true;
    }
    let named = thing
        .label
        .purposes
        .as_ref()
        .is_some_and(|set| set.contains(moment.purpose));
    let ends = thing.label.purge_at.is_some() || rule.retain_h.is_some();
    rule.personal && rule.form != "whole" && named && ends
}

fn condition_holds(thing: &Thing, moment: &Moment, rule: &KindRule) -> bool {
    let flag = match thing.body.get("flag") {
        Some(Plain::Text(flag)) => Some(flag.as_str()),
        _ => None,
    };
    match rule.condition {
        None => true,
        Some(Condition::FisheriesButNotXyz) => moment.purpose == "fisheries" && flag != Some("XYZ"),
        Some(Condition::FlagAbcOrError) => flag == Some("ABC"),
    }
}

fn in_time(thing: &Thing, deal: &Deal, moment: &Moment) -> bool {
    let over = |end: Option<i64>| end.is_some_and(|end| end <= moment.now);
    let in_force = deal.valid.0 <= moment.now && moment.now < deal.valid.1;
    in_force && !over(thing.label.not_after) && !over(thing.label.purge_at)
}

fn purpose_fits(thing: &Thing, deal: &Deal, moment: &Moment, rule: &KindRule) -> bool {
    let within =
        |set: &Option<BTreeSet<&str>>| set.as_ref().is_none_or(|set| set.contains(moment.purpose));
    deal.purposes.contains(moment.purpose)
        && within(&rule.purposes)
        && within(&thing.label.purposes)
}

/// The decision.
pub fn judge(thing: &Thing, deal: &Deal, moment: &Moment) -> Verdict {
    let Some(rule) = deal
        .kinds
        .get(thing.kind)
        .filter(|rule| rule.form != "none")
    else {
        return Verdict::Nothing;
    };
    let ends = patrol_ends(thing, deal, moment);
    let allowed = deal.from == moment.own
        && thing.realm == moment.realm
        && deal.realm == moment.realm
        && in_time(thing, deal, moment)
        && !moment.stopped.contains(&thing.object)
        && admitted(thing, deal, moment, rule)
        && thing
            .label
            .caveats
            .iter()
            .all(|caveat| deal.caveats.contains(caveat))
        && passable(thing, deal, moment)
        && person_fits(thing, moment, rule)
        && purpose_fits(thing, deal, moment, rule)
        && thing
            .label
            .profiles
            .iter()
            .all(|profile| deal.profiles.contains_key(profile))
        && (!rule.patrol || !ends.is_empty())
        && (!rule.pseudonym || moment.secret)
        && condition_holds(thing, moment, rule);
    match (allowed, rule.form) {
        (false, _) => Verdict::Nothing,
        (true, "count") => Verdict::Counted,
        (true, _) => Verdict::Copy(wanted(thing, deal, moment, rule, &ends)),
    }
}

fn wanted(thing: &Thing, deal: &Deal, moment: &Moment, rule: &KindRule, ends: &[i64]) -> Wanted {
    let mut fields = BTreeMap::new();
    for field in thing.body.keys() {
        let mut ways = match rule.fields.get(field) {
            Some(way) => vec![*way],
            None if rule.form == "whole" => Vec::new(),
            None => continue,
        };
        let profiles = thing
            .label
            .profiles
            .iter()
            .map(|profile| &deal.profiles[profile]);
        ways.extend(profiles.filter_map(|profile| profile.get(field)));
        fields.insert(*field, ways);
    }
    let patrol = if rule.patrol {
        ends.iter().copied().max()
    } else {
        None
    };
    let retained = rule.retain_h.map(|hours| moment.now + i64::from(hours));
    let end = |own: Option<i64>| [own, patrol, retained].into_iter().flatten().min();
    let approved = moment
        .approvals
        .iter()
        .any(|(object, version, to, current)| {
            *object == thing.object && *version == thing.version && *to == deal.to && *current
        });
    Wanted {
        waits: rule.approval && !approved,
        fields,
        ends: (end(thing.label.not_after), end(thing.label.purge_at)),
        onward: rule.onward.min(thing.label.onward),
        hold: rule.hold && thing.label.hold,
        secret: moment.secret,
    }
}
