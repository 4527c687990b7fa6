//! Offers of seats that release themselves on time, exactly once, whatever the link does.
//!
//! The owner of a leg is the only authority over its seats. An offer sets seats aside (escrow); a claim by the partner
//! counts only once the owner has confirmed it. When the offer expires, the owner takes back what was not claimed, by its
//! own clock and without asking anyone, so a cut link can neither lose a seat nor give it twice: a partner that heard no
//! confirmation has none, and a claim that comes late is refused. Claims and answers may be lost, repeated or arrive in
//! another order; the same claim always gets the same answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::leg::Leg;
use crate::{Error, LegId};

/// Most offers of one leg: a leg of 600 seats in blocks of a few.
pub const OFFERS_MAX: usize = 200;
/// Longest text of conditions, bytes.
pub const NOTE_BYTES_MAX: usize = 500;

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// Seats are set aside.
    Open,
    /// It expired; what was not claimed is back with the owner.
    Released,
    /// The owner took it back; claims that were confirmed stand.
    Withdrawn,
}

/// Seats of a leg offered to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatOffer {
    /// The owner's number for it on this leg, from 1.
    pub number: u32,
    /// Leg.
    pub leg: LegId,
    /// To whom.
    pub to: String,
    /// Seats.
    pub seats: u32,
    /// Stretcher places.
    pub stretchers: u32,
    /// Conditions, as text.
    pub conditions: String,
    /// When it was made.
    pub made: Time,
    /// What is not claimed by then is released.
    pub expires: Time,
    /// Where it stands.
    pub state: OfferState,
}

/// A partner's claim on an offer. It may be sent again as often as needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Who claims.
    pub from: String,
    /// The claimant's own number, never used twice.
    pub number: u64,
    /// Leg.
    pub leg: LegId,
    /// Which offer.
    pub offer: u32,
    /// Seats.
    pub seats: u32,
    /// Stretcher places.
    pub stretchers: u32,
}

/// A claim as the owner holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimState {
    /// The claim.
    pub claim: Claim,
    /// The answer given, once and for all.
    pub answer: Answer,
    /// Seats and stretcher places given back since.
    pub given_back: (u32, u32),
}

impl ClaimState {
    fn kept(&self) -> (u32, u32) {
        minus((self.claim.seats, self.claim.stretchers), self.given_back)
    }
}

/// The owner's answer to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", content = "reason", rename_all = "snake_case")]
pub enum Answer {
    /// The seats are the claimant's.
    Confirmed,
    /// They are not.
    Refused(Refusal),
}

/// Why a claim is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// No such offer to this partner.
    Unknown,
    /// It was released or withdrawn before the claim came.
    Gone,
    /// More than is left of it.
    TooMany,
    /// The number was used for another claim.
    Reused,
}

impl Refusal {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "seat-refused-unknown",
            Self::Gone => "seat-refused-gone",
            Self::TooMany => "seat-refused-too-many",
            Self::Reused => "seat-refused-reused",
        }
    }
}

/// Seats that came back to the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Offer.
    pub offer: u32,
    /// Partner that did not take them.
    pub to: String,
    /// Seats.
    pub seats: u32,
    /// Stretcher places.
    pub stretchers: u32,
}

/// The owner's book of one leg's seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escrow {
    /// Leg.
    pub leg: LegId,
    /// Its owner.
    pub owner: String,
    /// Check-in closes.
    pub cutoff: Time,
    /// Seats and stretcher places of the leg.
    pub places: (u32, u32),
    /// Those the owner's own plan uses.
    pub own: (u32, u32),
    /// Offers, in the order made.
    pub offers: Vec<SeatOffer>,
    /// Claims answered.
    pub claims: Vec<ClaimState>,
    /// When boarding was closed: nothing is offered until it is open again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Time>,
}

fn plus(a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
    (a.0.saturating_add(b.0), a.1.saturating_add(b.1))
}

fn minus(a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
    (a.0.saturating_sub(b.0), a.1.saturating_sub(b.1))
}

fn within(a: (u32, u32), b: (u32, u32)) -> bool {
    a.0 <= b.0 && a.1 <= b.1
}

impl Escrow {
    /// The book of a leg, nothing offered yet.
    #[must_use]
    pub fn new(leg: &Leg) -> Self {
        Self {
            leg: leg.id,
            owner: leg.owner.clone(),
            cutoff: leg.cutoff,
            places: (leg.seats, leg.stretchers),
            own: (0, 0),
            offers: Vec::new(),
            claims: Vec::new(),
            closed: None,
        }
    }

    /// What each partner holds by confirmed claims.
    #[must_use]
    pub fn held(&self) -> BTreeMap<String, (u32, u32)> {
        let mut out = BTreeMap::new();
        for state in self
            .claims
            .iter()
            .filter(|it| it.answer == Answer::Confirmed)
        {
            let cell = out.entry(state.claim.from.clone()).or_insert((0, 0));
            *cell = plus(*cell, state.kept());
        }
        out
    }

    /// What a partner gave back of what it held.
    #[must_use]
    pub fn given_back(&self, partner: &str) -> (u32, u32) {
        let claims = self.claims.iter().filter(|it| it.claim.from == partner);
        claims.fold((0, 0), |sum, it| plus(sum, it.given_back))
    }

    /// Confirmed on one offer, what was given back not deducted: it does not go back into the offer.
    fn claimed(&self, offer: u32) -> (u32, u32) {
        self.claims
            .iter()
            .filter(|it| it.claim.offer == offer && it.answer == Answer::Confirmed)
            .fold((0, 0), |sum, it| {
                plus(sum, (it.claim.seats, it.claim.stretchers))
            })
    }

    /// What of an open offer is not claimed.
    #[must_use]
    pub fn open(&self, offer: &SeatOffer) -> (u32, u32) {
        match offer.state {
            OfferState::Open => minus((offer.seats, offer.stretchers), self.claimed(offer.number)),
            OfferState::Released | OfferState::Withdrawn => (0, 0),
        }
    }

    /// Seats and stretcher places that are nobody's: the owner may use or offer them.
    #[must_use]
    pub fn free(&self) -> (u32, u32) {
        let set_aside = self
            .offers
            .iter()
            .fold((0, 0), |sum, offer| plus(sum, self.open(offer)));
        let held = self.held().into_values().fold((0, 0), plus);
        minus(self.places, plus(plus(self.own, set_aside), held))
    }

    /// The owner's plan takes this many for its own people.
    ///
    /// # Errors
    /// [`Error::Seats`]: more than are not set aside for others.
    pub fn use_own(&mut self, own: (u32, u32)) -> Result<(), Error> {
        if !within(own, plus(self.own, self.free())) {
            return Err(Error::Seats);
        }
        self.own = own;
        Ok(())
    }

    /// Sets seats aside for a partner. Expired offers must have been released before ([`Escrow::tick`]).
    ///
    /// # Errors
    /// [`Error::Seats`]: more than are free, none, to oneself, already expired, later than check-in, or boarding is closed;
    /// [`Error::TooMany`].
    pub fn offer(
        &mut self,
        to: &str,
        seats: (u32, u32),
        conditions: &str,
        now: Time,
        expires: Time,
    ) -> Result<SeatOffer, Error> {
        if self.offers.len() >= OFFERS_MAX {
            return Err(Error::TooMany {
                what: "offer",
                count_max: OFFERS_MAX,
            });
        }
        if conditions.len() > NOTE_BYTES_MAX {
            return Err(Error::TooMany {
                what: "conditions",
                count_max: NOTE_BYTES_MAX,
            });
        }
        let sound =
            to != self.owner && now < expires && expires <= self.cutoff && self.closed.is_none();
        if !sound || seats == (0, 0) || !within(seats, self.free()) {
            return Err(Error::Seats);
        }
        let offer = SeatOffer {
            number: self
                .offers
                .last()
                .map_or(1, |it| it.number.saturating_add(1)),
            leg: self.leg,
            to: to.to_owned(),
            seats: seats.0,
            stretchers: seats.1,
            conditions: conditions.to_owned(),
            made: now,
            expires,
            state: OfferState::Open,
        };
        self.offers.push(offer.clone());
        Ok(offer)
    }

    /// Time passes: what expired by now comes back. Calling it again changes nothing.
    pub fn tick(&mut self, now: Time) -> Vec<Release> {
        let due: Vec<u32> = self
            .offers
            .iter()
            .filter(|it| it.state == OfferState::Open && it.expires <= now)
            .map(|it| it.number)
            .collect();
        due.into_iter()
            .filter_map(|number| self.end(number, OfferState::Released))
            .collect()
    }

    /// The owner takes an offer back. `None` when it is not open any more.
    pub fn withdraw(&mut self, number: u32, now: Time) -> Option<Release> {
        let open = self
            .offers
            .iter()
            .any(|it| it.number == number && it.expires > now);
        open.then(|| self.end(number, OfferState::Withdrawn))?
    }

    fn end(&mut self, number: u32, state: OfferState) -> Option<Release> {
        let offer = self
            .offers
            .iter()
            .find(|it| it.number == number && it.state == OfferState::Open)?;
        let (seats, stretchers) = self.open(offer);
        let release = Release {
            offer: number,
            to: offer.to.clone(),
            seats,
            stretchers,
        };
        if let Some(offer) = self.offers.iter_mut().find(|it| it.number == number) {
            offer.state = state;
        }
        Some(release)
    }

    /// Boarding is closed: open offers end, and of what partners hold comes back what they did not use. `own`: places of the
    /// owner's people aboard; `used`: those of each partner's. Closing again changes nothing.
    pub fn close(
        &mut self,
        own: (u32, u32),
        used: &BTreeMap<String, (u32, u32)>,
        now: Time,
    ) -> Vec<Release> {
        let open = self.offers.iter();
        let open = open.filter(|it| it.state == OfferState::Open);
        let open: Vec<u32> = open.map(|it| it.number).collect();
        let mut back: Vec<Release> = open
            .into_iter()
            .filter_map(|number| self.end(number, OfferState::Released))
            .collect();
        for (partner, held) in self.held() {
            let kept = used.get(&partner).copied().unwrap_or((0, 0));
            back.extend(self.take_back(&partner, minus(held, kept)));
        }
        self.own = own;
        self.closed = Some(now);
        back.retain(|it| (it.seats, it.stretchers) != (0, 0));
        back
    }

    /// Takes places that a partner holds and does not use back from its claims, the newest first.
    fn take_back(&mut self, partner: &str, mut unused: (u32, u32)) -> Vec<Release> {
        let mut back = Vec::new();
        let claims = self.claims.iter_mut().rev();
        for state in claims.filter(|it| it.claim.from == partner && it.answer == Answer::Confirmed)
        {
            let kept = state.kept();
            let (seats, stretchers) = (kept.0.min(unused.0), kept.1.min(unused.1));
            state.given_back = plus(state.given_back, (seats, stretchers));
            unused = minus(unused, (seats, stretchers));
            back.push(Release {
                offer: state.claim.offer,
                to: partner.to_owned(),
                seats,
                stretchers,
            });
        }
        back
    }

    /// Boarding is open again. What came back stays with the owner, who may offer it anew.
    pub fn reopen(&mut self) {
        self.closed = None;
    }

    /// Answers a claim, by the owner's clock. The same claim gets the same answer for ever.
    pub fn claim(&mut self, claim: &Claim, now: Time) -> Answer {
        let same =
            |it: &&ClaimState| it.claim.from == claim.from && it.claim.number == claim.number;
        if let Some(known) = self.claims.iter().find(same) {
            return if known.claim == *claim {
                known.answer
            } else {
                Answer::Refused(Refusal::Reused)
            };
        }
        let offer = self
            .offers
            .iter()
            .find(|it| it.number == claim.offer && it.to == claim.from);
        let answer = match offer.filter(|it| it.leg == claim.leg) {
            // Not remembered: whoever knows no offer could fill the book.
            None => return Answer::Refused(Refusal::Unknown),
            Some(offer) if offer.state != OfferState::Open || offer.expires <= now => {
                Answer::Refused(Refusal::Gone)
            }
            Some(offer) if within((claim.seats, claim.stretchers), self.open(offer)) => {
                Answer::Confirmed
            }
            Some(_) => Answer::Refused(Refusal::TooMany),
        };
        self.claims.push(ClaimState {
            claim: claim.clone(),
            answer,
            given_back: (0, 0),
        });
        answer
    }

    /// A partner gives back seats of a confirmed claim, counted in all so far: a repeated message changes nothing.
    ///
    /// # Errors
    /// [`Error::Seats`]: no such claim, or more than it has.
    pub fn give_back(&mut self, from: &str, number: u64, in_all: (u32, u32)) -> Result<(), Error> {
        let state = self
            .claims
            .iter_mut()
            .find(|it| {
                it.claim.from == from && it.claim.number == number && it.answer == Answer::Confirmed
            })
            .filter(|it| within(in_all, (it.claim.seats, it.claim.stretchers)))
            .ok_or(Error::Seats)?;
        state.given_back = (
            state.given_back.0.max(in_all.0),
            state.given_back.1.max(in_all.1),
        );
        Ok(())
    }
}

/// Where a claim stands for the claimant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WishState {
    /// Sent, not answered: nobody may be planned on it.
    Pending,
    /// Ours.
    Confirmed,
    /// Not ours.
    Refused,
    /// The offer expired without an answer. An answer that comes later still counts.
    Lapsed,
}

/// The claimant's memory of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The claim.
    pub claim: Claim,
    /// When the offer expires.
    pub expires: Time,
    /// Where it stands.
    pub state: WishState,
}

impl Wish {
    /// An answer came.
    pub fn answered(&mut self, answer: Answer) {
        self.state = match answer {
            Answer::Confirmed => WishState::Confirmed,
            Answer::Refused(_) => WishState::Refused,
        };
    }

    /// Time passes.
    pub fn tick(&mut self, now: Time) {
        if self.state == WishState::Pending && self.expires <= now {
            self.state = WishState::Lapsed;
        }
    }

    /// Whether to send it again: until there is an answer.
    #[must_use]
    pub fn resend(&self) -> bool {
        matches!(self.state, WishState::Pending | WishState::Lapsed)
    }
}
