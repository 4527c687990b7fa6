//! What the crisis rooms of two partners tell each other: a common frame of places and legs, groups under pseudonym, plans,
//! offers and claims of seats, lines of a manifest, records by consent. Here it is gathered and read; whether and in what
//! form it leaves is for the agreement to say.

mod told;
mod union;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};
use vigie_crisis::plan::{Assignment, Commitment, Instance, PlanGroup, Prices, Trip, Union};
use vigie_crisis::seat::{Answer, Claim, Escrow, Wish};
use vigie_crisis::{CrisisId, LegId, PlaceId};
use vigie_sea::Time;
use vigie_store::{CrisisPart, Ledger};

pub(crate) use union::{
    Said, UnionBody, UnionPaper, UnionState, add_places, keep_union, proposals, raw_frame, settle,
    unions,
};

use super::{
    PlaceKind, PlacePaper,
    closing::TheirClosing,
    reception::{AtHaven, count_in},
    work::row_of,
};
use crate::{
    http::Problem,
    partner::room::{CLAIM, CLOSED, FRAME, GROUPS, Heard, LINE, OFFER, PLAN, RECORD, Told},
};

/// What one node says of places, roads and its own legs, so that both speak of the same ones.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub(crate) crisis: CrisisId,
    pub(crate) name: String,
    /// The code under which the giver plans, such as `CA`.
    pub(crate) own: String,
    /// Without groups; of the legs only the giver's.
    pub(crate) instance: Instance,
}

#[derive(Debug, Serialize, Deserialize)]
struct Part<T> {
    crisis: CrisisId,
    /// When the whole was gathered: parts of one number belong together.
    at_ms: i64,
    part: u32,
    parts: u32,
    items: Vec<T>,
    #[serde(default)]
    committed: Vec<Commitment>,
    /// Of a plan: what vehicles that choose their own trips do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    trips: Vec<Trip>,
    #[serde(default)]
    head: Option<PlanHead>,
    /// Of groups: people who came to safe havens and are in no group any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    received: Vec<AtHaven>,
}

/// What a plan says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PlanHead {
    pub(crate) version: u32,
    pub(crate) made_ms: i64,
    pub(crate) objective: u64,
    pub(crate) bound: f64,
    pub(crate) lifted: u64,
    pub(crate) not_lifted: u64,
    #[serde(default)]
    pub(crate) prices: Prices,
}

/// A partner's plan.
#[derive(Debug, Clone)]
pub(crate) struct TheirPlan {
    pub(crate) head: PlanHead,
    pub(crate) ways: Vec<Assignment>,
    pub(crate) trips: Vec<Trip>,
}

/// A partner's offer of seats, with what it answered to our claims.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TheirOffer {
    pub(crate) crisis: CrisisId,
    pub(crate) leg: LegId,
    pub(crate) number: u32,
    pub(crate) to: String,
    pub(crate) seats: u32,
    pub(crate) stretchers: u32,
    pub(crate) open: (u32, u32),
    #[serde(default)]
    pub(crate) conditions: String,
    pub(crate) expires: Time,
    pub(crate) state: String,
    pub(crate) claims: Vec<Answered>,
}

/// A claim as the owner of the leg answered it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answered {
    pub(crate) number: u64,
    pub(crate) answer: Answer,
    pub(crate) given_back: (u32, u32),
}

/// A claim of ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OwnClaim {
    pub(crate) party: String,
    pub(crate) wish: Wish,
    pub(crate) given_back: (u32, u32),
}

/// A claim as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ClaimBody {
    pub(crate) crisis: CrisisId,
    #[serde(flatten)]
    pub(crate) claim: Claim,
    pub(crate) given_back: (u32, u32),
}

/// What one partner told of one crisis.
#[derive(Debug, Default)]
pub(crate) struct Partner {
    pub(crate) frame: Option<Frame>,
    pub(crate) groups: Option<Vec<PlanGroup>>,
    pub(crate) groups_ms: i64,
    pub(crate) committed: Vec<Commitment>,
    /// Their people at safe havens.
    pub(crate) received: Vec<AtHaven>,
    pub(crate) plan: Option<TheirPlan>,
    /// How their crisis is one with ours, where both were opened apart.
    pub(crate) union: Option<Union>,
    pub(crate) offers: Vec<TheirOffer>,
    /// Legs of theirs whose boarding they closed, or opened again: the last word on each.
    pub(crate) closings: Vec<TheirClosing>,
    pub(crate) lines: Vec<Json>,
    pub(crate) records: Vec<Json>,
    /// Copies that cannot be read: withheld fields, or another form.
    pub(crate) unreadable: u32,
    /// A whole of which parts are missing.
    pub(crate) partial: bool,
}

/// By party.
pub(crate) type Partners = BTreeMap<String, Partner>;

fn take<T: DeserializeOwned>(body: &Json, unreadable: &mut u32) -> Option<T> {
    let read = serde_json::from_value(body.clone());
    *unreadable = unreadable.saturating_add(u32::from(read.is_err()));
    read.ok()
}

/// The newest whole of which all parts are there.
fn whole<T>(mut parts: Vec<Part<T>>, partial: &mut bool) -> Option<(i64, Vec<Part<T>>)> {
    let newest = parts.iter().map(|it| it.at_ms).max()?;
    parts.retain(|it| it.at_ms == newest);
    parts.sort_by_key(|it| it.part);
    parts.dedup_by_key(|it| it.part);
    let all = parts.first().map_or(0, |it| it.parts);
    if parts.len() as u64 != u64::from(all) {
        *partial = true;
        return None;
    }
    Some((newest, parts))
}

/// Reads what partners told of a crisis, under its own id or under that of a crisis of theirs that is one with it. What
/// cannot be read is counted and the rest stands.
pub(crate) fn partners_of(crisis: CrisisId, heard: &[Heard], unions: &[UnionPaper]) -> Partners {
    let name = json!(crisis.to_string());
    let mut by_party: BTreeMap<&str, Vec<(&Heard, Option<&Union>)>> = BTreeMap::new();
    let in_force = |party: &str| {
        let mut all = unions.iter().filter(|it| it.state == UnionState::InForce);
        all.find(|it| it.party == party)
    };
    for one in heard {
        let union = in_force(&one.party);
        let theirs = union.filter(|it| one.body["crisis"] == json!(it.theirs.to_string()));
        if one.body["crisis"] == name || theirs.is_some() {
            let told = (one, theirs.map(|it| &it.union));
            by_party.entry(&one.party).or_default().push(told);
        }
    }
    let of = |(party, copies): (&str, Vec<_>)| {
        let union = in_force(party).map(|it| it.union.clone());
        let read = partner_of(crisis, &copies);
        (party.to_owned(), Partner { union, ..read })
    };
    by_party.into_iter().map(of).collect()
}

fn partner_of(crisis: CrisisId, copies: &[(&Heard, Option<&Union>)]) -> Partner {
    let mut out = Partner::default();
    let (mut groups, mut ways) = (
        Vec::<Part<PlanGroup>>::new(),
        Vec::<Part<Assignment>>::new(),
    );
    for (copy, union) in copies {
        let bad = &mut out.unreadable;
        match copy.kind.as_str() {
            FRAME => {
                let mut told = take::<Frame>(&copy.body, bad).map(sound);
                if let (Some(frame), Some(union)) = (&mut told, union) {
                    frame.crisis = crisis;
                    frame.instance = union.read(&frame.instance);
                }
                out.frame = told.or(out.frame);
            }
            GROUPS => {
                let mut told: Option<Part<PlanGroup>> = take(&copy.body, bad);
                if let (Some(part), Some(union)) = (&mut told, union) {
                    union.read_groups(&mut part.items);
                    for one in &mut part.received {
                        one.place = union.read_place(one.place);
                    }
                }
                groups.extend(told);
            }
            PLAN => {
                let mut told: Option<Part<Assignment>> = take(&copy.body, bad);
                if let (Some(part), Some(union)) = (&mut told, union) {
                    union.read_ways(&mut part.items);
                    union.read_trips(&mut part.trips);
                    part.head
                        .iter_mut()
                        .for_each(|head| union.read_prices(&mut head.prices));
                }
                ways.extend(told);
            }
            OFFER => {
                let told = take::<TheirOffer>(&copy.body, bad);
                out.offers
                    .extend(told.map(|offer| TheirOffer { crisis, ..offer }));
            }
            CLOSED => {
                let told = take::<TheirClosing>(&copy.body, bad);
                out.closings
                    .extend(told.map(|it| TheirClosing { crisis, ..it }));
            }
            LINE => out.lines.push(copy.body.clone()),
            RECORD => out.records.push(copy.body.clone()),
            _ => {}
        }
    }
    if let Some((at_ms, parts)) = whole(groups, &mut out.partial) {
        out.groups_ms = at_ms;
        let committed = parts.iter().flat_map(|it| it.committed.iter().copied());
        out.committed = committed.collect();
        let received = parts.iter().flat_map(|it| it.received.iter().copied());
        out.received = received.collect();
        out.groups = Some(parts.into_iter().flat_map(|it| it.items).collect());
    }
    if let Some((_, parts)) = whole(ways, &mut out.partial) {
        let head = parts.iter().find_map(|it| it.head.clone());
        let trips = parts.iter().flat_map(|it| it.trips.clone()).collect();
        let ways = parts.into_iter().flat_map(|it| it.items).collect();
        out.plan = head.map(|head| TheirPlan { head, ways, trips });
    }
    out.offers.sort_by_key(|it| (it.leg, it.number));
    out.closings.sort_by_key(|it| (it.leg, it.said_ms));
    // The last word of each leg stays.
    out.closings.reverse();
    out.closings.dedup_by_key(|it| it.leg);
    own_legs_only(&mut out);
    out
}

/// A partner closes its own legs and nobody else's.
fn own_legs_only(partner: &mut Partner) {
    let legs = partner.frame.iter().flat_map(|it| &it.instance.legs);
    let own: BTreeSet<LegId> = legs.map(|leg| leg.id).collect();
    partner.closings.retain(|it| own.contains(&it.leg));
}

/// A partner speaks of its own legs and of nobody's groups here.
fn sound(mut frame: Frame) -> Frame {
    let own = frame.own.clone();
    frame.instance.legs.retain(|leg| leg.owner == own);
    frame.instance.vehicles.retain(|it| it.owner == own);
    frame.instance.groups.clear();
    frame
}

/// Puts what partners told beside our own: their legs, places and roads, and their groups. What they told replaces what our
/// own file says of them. Of a leg whose owner's groups we do not know, only seats that were confirmed to us are ours to plan.
pub(crate) fn merge(
    instance: &mut Instance,
    own: &str,
    partners: &Partners,
    claims: &[OwnClaim],
) -> Vec<Commitment> {
    let mut committed = Vec::new();
    for (party, partner) in partners {
        let Some(frame) = partner.frame.as_ref().filter(|it| it.own != own) else {
            continue;
        };
        let code = frame.own.as_str();
        if !instance.partners.iter().any(|it| it == code) {
            instance.partners.push(code.to_owned());
        }
        let mut legs = frame.instance.legs.clone();
        if partner.groups.is_none() {
            for leg in &mut legs {
                let (seats, stretchers) = confirmed(party, leg.id, partner, claims);
                (leg.seats, leg.stretchers) =
                    (seats.min(leg.seats), stretchers.min(leg.stretchers));
            }
        }
        instance.legs.retain(|it| it.owner != code);
        instance.legs.extend(legs);
        instance.vehicles.retain(|it| it.owner != code);
        let driven = frame.instance.vehicles.iter().cloned();
        instance.vehicles.extend(driven);
        match &partner.union {
            Some(union) => union.join(instance, &frame.instance),
            None => beside(instance, &frame.instance),
        }
        if let Some(groups) = &partner.groups {
            instance.groups.retain(|it| it.partner != code);
            let theirs = groups.iter().cloned();
            instance.groups.extend(theirs.map(|it| PlanGroup {
                partner: code.to_owned(),
                ..it
            }));
            committed.extend(partner.committed.iter().copied());
            count_in(instance, &partner.received);
        }
    }
    committed
}

/// Places and roads of one frame beside ours.
fn beside(instance: &mut Instance, frame: &Instance) {
    add(&mut instance.assembly, &frame.assembly, |it| it.id);
    add(&mut instance.embarkation, &frame.embarkation, |it| it.id);
    // A safe haven that both know is as full as the stricter of both says.
    for haven in &mut instance.havens {
        if let Some(told) = frame.havens.iter().find(|it| it.id == haven.id) {
            haven.tighten(told);
        }
    }
    add(&mut instance.havens, &frame.havens, |it| it.id);
    add(&mut instance.roads, &frame.roads, |it| (it.from, it.to));
}

fn add<T: Clone, K: Ord>(into: &mut Vec<T>, from: &[T], key: impl Fn(&T) -> K) {
    let known: BTreeSet<K> = into.iter().map(&key).collect();
    into.extend(from.iter().filter(|it| !known.contains(&key(it))).cloned());
}

/// Seats and stretcher places of a leg that its owner confirmed to us and we did not give back.
fn confirmed(party: &str, leg: LegId, partner: &Partner, claims: &[OwnClaim]) -> (u32, u32) {
    let ours = claims
        .iter()
        .filter(|it| it.party == party && it.wish.claim.leg == leg);
    let stands = |it: &&OwnClaim| {
        let answers = partner.offers.iter().filter(|offer| offer.leg == leg);
        let mut answers = answers.flat_map(|offer| &offer.claims);
        answers.any(|one| one.number == it.wish.claim.number && one.answer == Answer::Confirmed)
    };
    ours.filter(stands).fold((0_u32, 0_u32), |sum, it| {
        let claim = &it.wish.claim;
        (
            sum.0
                .saturating_add(claim.seats.saturating_sub(it.given_back.0)),
            sum.1
                .saturating_add(claim.stretchers.saturating_sub(it.given_back.1)),
        )
    })
}

/// Our claims of one crisis, with what the owners answered so far.
pub(crate) fn own_claims(
    ledger: &Ledger,
    crisis: CrisisId,
    partners: &Partners,
    now: Time,
) -> Result<Vec<OwnClaim>, Problem> {
    let rows = ledger.crisis_parts(&crisis.0, CrisisPart::Claim)?;
    let mut claims = Vec::new();
    for row in rows {
        let mut claim: OwnClaim = serde_json::from_str(&row.body)
            .map_err(|fault| Problem::internal("crisis-store-damaged", fault))?;
        let offers = partners.get(&claim.party).map(|it| it.offers.as_slice());
        let mut answers = offers.unwrap_or_default().iter().flat_map(|offer| {
            let of_leg = offer.leg == claim.wish.claim.leg;
            offer.claims.iter().filter(move |_| of_leg)
        });
        match answers.find(|it| it.number == claim.wish.claim.number) {
            Some(found) => claim.wish.answered(found.answer),
            None => claim.wish.tick(now),
        }
        claims.push(claim);
    }
    Ok(claims)
}

/// Keeps a claim of ours.
pub(crate) fn keep_claim(
    ledger: &mut Ledger,
    crisis: CrisisId,
    claim: &OwnClaim,
) -> Result<(), Problem> {
    let mut id = claim.wish.claim.leg.0;
    for (at, byte) in id.iter_mut().zip(claim.wish.claim.number.to_be_bytes()) {
        *at ^= byte;
    }
    let row = row_of(id, claim)?;
    Ok(ledger.put_crisis_part(&crisis.0, CrisisPart::Claim, &row)?)
}

/// A claim of ours, for its owner.
pub(crate) fn claim_told(crisis: CrisisId, claim: &OwnClaim) -> Told {
    let body = ClaimBody {
        crisis,
        claim: claim.wish.claim.clone(),
        given_back: claim.given_back,
    };
    let of = &claim.wish.claim;
    Told::open(
        CLAIM,
        format!("{}/{}/{}", of.leg, of.offer, of.number),
        "",
        json!(body),
    )
}

/// The offers of a book to one partner, for that partner.
pub(crate) fn offers_told(crisis: CrisisId, book: &Escrow, to: &str, leg: &str) -> Vec<Told> {
    let offers = book.offers.iter().filter(|it| it.to == to);
    let told = |it: &vigie_crisis::seat::SeatOffer| {
        let claims = book
            .claims
            .iter()
            .filter(|one| one.claim.offer == it.number && one.claim.from == to);
        let answered = |one: &vigie_crisis::seat::ClaimState| Answered {
            number: one.claim.number,
            answer: one.answer,
            given_back: one.given_back,
        };
        let body = TheirOffer {
            crisis,
            leg: it.leg,
            number: it.number,
            to: it.to.clone(),
            seats: it.seats,
            stretchers: it.stretchers,
            open: book.open(it),
            conditions: it.conditions.clone(),
            expires: it.expires,
            state: json!(it.state).as_str().unwrap_or_default().to_owned(),
            claims: claims.map(answered).collect(),
        };
        Told::open(OFFER, format!("{}/{}", it.leg, it.number), leg, json!(body))
    };
    offers.map(told).collect()
}
/// The places of what carries people, as places of a crisis.
pub(crate) fn places_of(it: &Instance) -> Vec<PlacePaper> {
    let paper =
        |id: PlaceId, name: &str, position: vigie_sea::Position, kind: PlaceKind| PlacePaper {
            id,
            name: name.to_owned(),
            kind,
            position: Some(position.into()),
        };
    let assembly = it
        .assembly
        .iter()
        .map(|it| paper(it.id, &it.name, it.position, PlaceKind::Assembly));
    let ports = it
        .embarkation
        .iter()
        .map(|it| paper(it.id, &it.name, it.position, PlaceKind::Embarkation));
    let havens = it
        .havens
        .iter()
        .map(|it| paper(it.id, &it.name, it.position, PlaceKind::SafeHaven));
    let mut places: BTreeMap<PlaceId, PlacePaper> = BTreeMap::new();
    for place in assembly.chain(ports).chain(havens) {
        places.entry(place.id).or_insert(place);
    }
    places.into_values().collect()
}
