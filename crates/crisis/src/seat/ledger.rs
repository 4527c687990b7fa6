//! Seats given and received, and what is to be recovered for them.
//!
//! "If any seats are unused by Canadians we will offer them to like-minded missions"; charter is on cost recovery. So the
//! ledger counts, per leg and partner, seats that were confirmed, given back in time, and used, and shares the cost of the
//! leg by a rule that both have agreed. Whole amounts: shares sum to the cost to the last yen or cent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::LegId;
use crate::leg::{Leg, Money};

/// How the cost of a leg is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostRule {
    /// By seats of the leg: whoever holds a seat pays its part, empty seats are the owner's.
    BySeat,
    /// By people carried: everyone aboard pays the same part of the whole cost.
    ByPerson,
    /// Nothing is recovered.
    None,
}

/// How a partner used a leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// Leg.
    pub leg: LegId,
    /// Partner; the owner itself too.
    pub partner: String,
    /// Places held (seats and stretchers) when check-in closed; for the owner, those it used.
    pub held: u32,
    /// Places given back before.
    pub given_back: u32,
    /// People who went.
    pub carried: u32,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerLine {
    /// Leg.
    pub leg: LegId,
    /// Who gave.
    pub owner: String,
    /// Who received.
    pub partner: String,
    /// Places held, given back, used.
    pub held: u32,
    /// Given back in time.
    pub given_back: u32,
    /// People carried.
    pub carried: u32,
    /// To recover; `None` where the leg has no cost or the rule recovers nothing.
    pub charge: Option<Money>,
}

/// What one partner owes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Who pays.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Places received.
    pub places: u64,
    /// Amounts per currency; currencies are not set off against each other.
    pub amounts: Vec<Money>,
}

/// Ledger of these legs: one line for each partner other than the owner that held or used a place.
#[must_use]
pub fn ledger(legs: &[Leg], uses: &[Use], rule: CostRule) -> Vec<LedgerLine> {
    let mut out = Vec::new();
    for leg in legs {
        let mut own: BTreeMap<&str, &Use> = BTreeMap::new();
        for it in uses.iter().filter(|it| it.leg == leg.id) {
            own.insert(&it.partner, it);
        }
        let own: Vec<&Use> = own.into_values().collect();
        let weights: Vec<u64> = match rule {
            CostRule::BySeat => own
                .iter()
                .map(|it| {
                    u64::from(if it.partner == leg.owner {
                        it.carried
                    } else {
                        it.held.max(it.carried)
                    })
                })
                .collect(),
            CostRule::ByPerson => own.iter().map(|it| u64::from(it.carried)).collect(),
            CostRule::None => vec![0; own.len()],
        };
        let whole = match rule {
            CostRule::BySeat => {
                (u64::from(leg.seats) + u64::from(leg.stretchers)).max(weights.iter().sum())
            }
            CostRule::ByPerson | CostRule::None => weights.iter().sum(),
        };
        let shares = leg
            .cost
            .as_ref()
            .map(|cost| shares(cost.minor, &weights, whole));
        for (at, it) in own
            .iter()
            .enumerate()
            .filter(|(_, it)| it.partner != leg.owner)
        {
            let amount = shares.as_ref().and_then(|shares| shares.get(at)).copied();
            out.push(LedgerLine {
                leg: leg.id,
                owner: leg.owner.clone(),
                partner: it.partner.clone(),
                held: it.held,
                given_back: it.given_back,
                carried: it.carried,
                charge: amount
                    .filter(|_| rule != CostRule::None)
                    .zip(leg.cost.as_ref())
                    .map(|(minor, cost)| Money {
                        currency: cost.currency.clone(),
                        minor,
                    }),
            });
        }
    }
    out
}

/// Shares of an amount by weight, rounded so that cumulative sums are right: all shares of the whole sum to the amount.
fn shares(amount: i64, weights: &[u64], whole: u64) -> Vec<i64> {
    let mut sum = 0_u64;
    let mut before = 0;
    weights
        .iter()
        .map(|weight| {
            sum = sum.saturating_add(*weight);
            let until = if whole == 0 {
                0
            } else {
                i128::from(amount) * i128::from(sum) / i128::from(whole)
            };
            let share = until - before;
            before = until;
            i64::try_from(share).unwrap_or(i64::MAX)
        })
        .collect()
}

/// What each owes each, over all lines.
#[must_use]
pub fn balances(lines: &[LedgerLine]) -> Vec<Balance> {
    /// Places, and minor units by currency.
    type Sum<'a> = (u64, BTreeMap<&'a str, i64>);
    let mut by_pair: BTreeMap<(&str, &str), Sum<'_>> = BTreeMap::new();
    for line in lines {
        let cell = by_pair.entry((&line.partner, &line.owner)).or_default();
        cell.0 += u64::from(line.carried);
        if let Some(charge) = &line.charge {
            let sum = cell.1.entry(&charge.currency).or_default();
            *sum = sum.saturating_add(charge.minor);
        }
    }
    by_pair
        .into_iter()
        .map(|((from, to), (places, amounts))| Balance {
            from: from.to_owned(),
            to: to.to_owned(),
            places,
            amounts: amounts
                .into_iter()
                .map(|(currency, minor)| Money {
                    currency: currency.to_owned(),
                    minor,
                })
                .collect(),
        })
        .collect()
}
