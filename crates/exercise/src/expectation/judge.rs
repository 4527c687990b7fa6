//! The verdict on an expectation: pending, met, met late, failed or expired, with its score and the evidence.
//!
//! Law: adding observations never takes back what was met, and the order of observations changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::model::{Expectation, Predicate, Rating, Target};
use super::observed::{Observed, Seen};

/// How an expectation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Its entry was not given yet.
    Waiting,
    /// There is still time.
    Pending,
    /// Met in full.
    Met,
    /// Met late or in part.
    Partial,
    /// What must not happen happened, or the evaluator said that it could not be done.
    Failed,
    /// Its time ran out.
    Expired,
}

impl Verdict {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Pending => "pending",
            Self::Met => "met",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// Whether nothing can change it.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Waiting | Self::Pending)
    }
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// How it stands.
    pub verdict: Verdict,
    /// When it turned out so.
    pub at: Option<Time>,
    /// Score so far; of a final verdict the score.
    pub score: f64,
    /// Time for full score.
    pub due: Option<Time>,
    /// Numbers of the observations it rests on.
    pub evidence: Vec<usize>,
}

/// Ships of the incidents of the truth, by the incident's note.
pub type Ships = BTreeMap<String, Vec<u32>>;

/// What a predicate came to until some moment.
#[derive(Debug, Clone, Default)]
struct Found {
    /// When it was first true.
    at: Option<Time>,
    /// Share that is true, 0 to 1.
    share: f64,
    evidence: Vec<usize>,
}

/// Judges an expectation whose entry was given at `given`, at the moment `now`.
#[must_use]
pub fn judge(
    expectation: &Expectation,
    given: Option<Time>,
    now: Time,
    observed: &[Observed],
    ships: &Ships,
    rating: Option<(Rating, Time)>,
) -> Judgement {
    let mut judgement = Judgement {
        verdict: Verdict::Waiting,
        at: None,
        score: 0.0,
        due: None,
        evidence: Vec::new(),
    };
    let Some(given) = given.filter(|given| *given <= now) else {
        return judgement;
    };
    let due = given.plus_ms(expectation.within.ms());
    let late = expectation
        .late
        .map_or(due, |late| given.plus_ms(late.ms()).max(due));
    judgement.due = Some(due);
    if expectation.what.is_rated() {
        return rated(expectation, judgement, rating);
    }
    judgement.verdict = Verdict::Pending;
    let look = Look {
        who: &expectation.who,
        from: given,
        observed,
        ships,
    };
    if expectation.what.forbids() {
        forbidden(expectation, &look, due, now, judgement)
    } else {
        wanted(
            expectation,
            &look,
            [due, late.min(now).max(due.min(now))],
            late,
            now,
            judgement,
        )
    }
}

fn rated(
    expectation: &Expectation,
    mut judgement: Judgement,
    rating: Option<(Rating, Time)>,
) -> Judgement {
    judgement.verdict = match rating {
        None => Verdict::Pending,
        Some((Rating::P, _)) => Verdict::Met,
        Some((Rating::S | Rating::M, _)) => Verdict::Partial,
        Some((Rating::U, _)) => Verdict::Failed,
    };
    if let Some((rating, at)) = rating {
        judgement.at = Some(at);
        judgement.score = expectation.score * rating.share();
    }
    judgement
}

/// Something must not happen: a violation fails at once, else the deadline decides.
fn forbidden(
    expectation: &Expectation,
    look: &Look<'_>,
    due: Time,
    now: Time,
    mut judgement: Judgement,
) -> Judgement {
    if let Some((at, evidence)) = look.violation(&expectation.what, due.min(now)) {
        judgement.verdict = Verdict::Failed;
        judgement.at = Some(at);
        judgement.evidence = evidence;
        return judgement;
    }
    let found = look.find(&expectation.what, due.min(now));
    judgement.score = expectation.score * found.share;
    judgement.evidence = found.evidence;
    if now >= due {
        judgement.at = Some(due);
        judgement.verdict = if found.share >= 1.0 {
            Verdict::Met
        } else if found.share > 0.0 && !matches!(expectation.what, Predicate::Not(_)) {
            Verdict::Partial
        } else {
            Verdict::Expired
        };
    } else {
        judgement.score = 0.0;
    }
    judgement
}

fn wanted(
    expectation: &Expectation,
    look: &Look<'_>,
    [due, until]: [Time; 2],
    late: Time,
    now: Time,
    mut judgement: Judgement,
) -> Judgement {
    let found = look.find(&expectation.what, until);
    judgement.evidence = found.evidence;
    match found.at {
        Some(at) if at <= due => {
            judgement.verdict = Verdict::Met;
            judgement.at = Some(at);
            judgement.score = expectation.score;
        }
        Some(at) => {
            judgement.verdict = Verdict::Partial;
            judgement.at = Some(at);
            judgement.score = expectation.late_score();
        }
        None => {
            // A part done by the last deadline counts its share.
            judgement.score = expectation.score * found.share;
            if now >= late {
                judgement.at = Some(late);
                judgement.verdict = if found.share > 0.0 {
                    Verdict::Partial
                } else {
                    Verdict::Expired
                };
            }
        }
    }
    judgement
}

struct Look<'a> {
    who: &'a str,
    from: Time,
    observed: &'a [Observed],
    ships: &'a Ships,
}

impl Look<'_> {
    /// What a predicate comes to from the beginning until `until`, both included.
    fn find(&self, what: &Predicate, until: Time) -> Found {
        match what {
            Predicate::Not(inner) => {
                let inner = self.find(inner, until);
                let share = if inner.at.is_some() { 0.0 } else { 1.0 };
                Found {
                    at: inner.at.is_none().then_some(until),
                    share,
                    evidence: Vec::new(),
                }
            }
            Predicate::All(all) => {
                let found: Vec<Found> = all.iter().map(|one| self.find(one, until)).collect();
                let at: Option<Vec<Time>> = found.iter().map(|one| one.at).collect();
                #[allow(clippy::cast_precision_loss, reason = "a handful of predicates")]
                let share =
                    found.iter().map(|one| one.share).sum::<f64>() / found.len().max(1) as f64;
                let evidence = found.into_iter().flat_map(|one| one.evidence).collect();
                Found {
                    at: at.and_then(|all| all.into_iter().max()),
                    share,
                    evidence,
                }
            }
            Predicate::Any(any) => {
                let found = any.iter().map(|one| self.find(one, until));
                let best = |a: Found, b: Found| {
                    let key = |f: &Found| (f.at.is_none(), f.at.map_or(0, Time::ms));
                    if key(&b) < key(&a) || (key(&b) == key(&a) && b.share > a.share) {
                        b
                    } else {
                        a
                    }
                };
                found.reduce(best).unwrap_or_default()
            }
            Predicate::Accounted(share) => self.accounted(*share, until),
            Predicate::Track(_) => {
                // A track that was held before the entry was given is held then.
                let mut held = self.first(what, Time::from_ms(i64::MIN), until);
                held.at = held.at.map(|at| at.max(self.from));
                held
            }
            simple => self.first(simple, self.from, until),
        }
    }

    /// The first observation of a time that fits.
    fn first(&self, what: &Predicate, from: Time, until: Time) -> Found {
        let first = self
            .between(from, until)
            .filter(|(_, one)| self.fits(what, one))
            .min_by_key(|(index, one)| (one.at, *index));
        first.map_or_else(Found::default, |(index, one)| Found {
            at: Some(one.at),
            share: 1.0,
            evidence: vec![index],
        })
    }

    /// When something forbidden happened, whatever else is asked for.
    fn violation(&self, what: &Predicate, until: Time) -> Option<(Time, Vec<usize>)> {
        match what {
            Predicate::Not(inner) => {
                let found = self.find(inner, until);
                found.at.map(|at| (at, found.evidence))
            }
            Predicate::All(all) => {
                let each = all.iter().filter_map(|one| self.violation(one, until));
                each.min_by_key(|(at, _)| *at)
            }
            _ => None,
        }
    }

    fn between(&self, from: Time, until: Time) -> impl Iterator<Item = (usize, &Observed)> {
        self.observed.iter().enumerate().filter(move |(_, one)| {
            (from..=until).contains(&one.at) && (self.who == "*" || one.party == self.who)
        })
    }

    fn accounted(&self, wanted: f64, until: Time) -> Found {
        let mut counts: Vec<(Time, f64, usize)> = self
            .between(self.from, until)
            .filter_map(|(index, one)| match &one.seen {
                Seen::Accounted {
                    accounted,
                    registered,
                    ..
                } if *registered > 0 => {
                    #[allow(clippy::cast_precision_loss, reason = "counts of people")]
                    let share = *accounted as f64 / *registered as f64;
                    Some((one.at, share, index))
                }
                _ => None,
            })
            .collect();
        counts.sort_by_key(|(at, _, index)| (*at, *index));
        let first = counts.iter().find(|(_, share, _)| *share >= wanted);
        let best = counts.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        match (first, best) {
            (Some((at, _, index)), _) => Found {
                at: Some(*at),
                share: 1.0,
                evidence: vec![*index],
            },
            (None, Some((_, share, index))) => Found {
                at: None,
                share: share / wanted,
                evidence: vec![*index],
            },
            _ => Found::default(),
        }
    }

    fn fits(&self, what: &Predicate, one: &Observed) -> bool {
        let word = |wanted: &str, found: &str| wanted == "*" || wanted == found;
        let about = |target: &Target| match target {
            Target::Any => true,
            Target::Ship(mmsi) => one.seen.mmsis().contains(mmsi),
            Target::Area(area) => one.seen.is_in(area),
            Target::Truth(note) => {
                let ships = self.ships.get(note).map_or(&[][..], Vec::as_slice);
                one.seen.mmsis().iter().any(|mmsi| ships.contains(mmsi))
            }
        };
        match (what, &one.seen) {
            (Predicate::Alert(wanted, target), Seen::Alert { kind, .. })
            | (Predicate::Confirmed(wanted, target), Seen::Confirmed { kind, .. }) => {
                word(wanted, kind) && about(target)
            }
            (Predicate::Track(target), Seen::Track { .. })
            | (Predicate::Planned(target), Seen::Planned { .. })
            | (Predicate::Tasked(target), Seen::Tasked { .. })
            | (Predicate::Boarded(target), Seen::Boarded { .. }) => about(target),
            (Predicate::Released(party, wanted, target), Seen::Released { to, class, .. }) => {
                word(party, to) && word(wanted, class) && about(target)
            }
            (Predicate::Received(party, wanted, target), Seen::Received { from, class, .. }) => {
                word(party, from) && word(wanted, class) && about(target)
            }
            (Predicate::Acknowledged(wanted), Seen::Acknowledged { inject, .. }) => {
                wanted == inject
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Time {
        Time::from_ms(1_783_300_000_000 + minute * 60_000)
    }

    fn alert(minute: i64, party: &str, mmsi: u32) -> Observed {
        let seen = Seen::Alert {
            event: format!("e{mmsi}"),
            kind: "gap".into(),
            mmsis: vec![mmsi],
            area: None,
        };
        Observed {
            at: at(minute),
            party: party.into(),
            seen,
        }
    }

    fn ack(minute: i64, party: &str) -> Observed {
        let seen = Seen::Acknowledged {
            inject: "I-1".into(),
            user: "mika".into(),
        };
        Observed {
            at: at(minute),
            party: party.into(),
            seen,
        }
    }

    fn verdict(line: &str, now: i64, observed: &[Observed]) -> (Verdict, f64) {
        let expectation: Expectation = line.parse().unwrap();
        let found = judge(
            &expectation,
            Some(at(0)),
            at(now),
            observed,
            &Ships::new(),
            None,
        );
        (found.verdict, found.score)
    }

    #[test]
    fn in_time_is_full_late_is_partial_and_never_is_nothing() {
        let line = "E1 ca-ccg: alert(gap, 412000001) within 1h late 3h score 10 partial 4";
        assert_eq!(verdict(line, 30, &[]), (Verdict::Pending, 0.0));
        assert_eq!(
            verdict(line, 60, &[alert(60, "ca-ccg", 412_000_001)]),
            (Verdict::Met, 10.0)
        );
        assert_eq!(
            verdict(line, 70, &[alert(61, "ca-ccg", 412_000_001)]),
            (Verdict::Partial, 4.0)
        );
        assert_eq!(verdict(line, 179, &[]), (Verdict::Pending, 0.0));
        assert_eq!(verdict(line, 180, &[]), (Verdict::Expired, 0.0));
        assert_eq!(
            verdict(line, 999, &[alert(181, "ca-ccg", 412_000_001)]),
            (Verdict::Expired, 0.0)
        );
        // Another ship, another partner, before the entry was given.
        let others = [
            alert(5, "ca-ccg", 412_000_002),
            alert(5, "jp-jcg", 412_000_001),
            alert(-1, "ca-ccg", 412_000_001),
        ];
        assert_eq!(verdict(line, 180, &others), (Verdict::Expired, 0.0));
    }

    #[test]
    fn what_must_not_happen_fails_at_once_and_is_met_at_the_deadline() {
        let line = "E1 *: not(alert(*, 431000001)) within 1h score 10";
        assert_eq!(verdict(line, 59, &[]), (Verdict::Pending, 0.0));
        assert_eq!(verdict(line, 60, &[]), (Verdict::Met, 10.0));
        assert_eq!(
            verdict(line, 30, &[alert(10, "jp-jcg", 431_000_001)]),
            (Verdict::Failed, 0.0)
        );
        assert_eq!(
            verdict(line, 99, &[alert(61, "jp-jcg", 431_000_001)]),
            (Verdict::Met, 10.0)
        );
        let both = "E1 ca-ccg: all(ack(I-1), not(alert(gap, 431000001))) within 1h score 10";
        assert_eq!(verdict(both, 60, &[ack(9, "ca-ccg")]), (Verdict::Met, 10.0));
        assert_eq!(verdict(both, 60, &[]), (Verdict::Partial, 5.0));
        assert_eq!(
            verdict(
                both,
                10,
                &[ack(1, "ca-ccg"), alert(5, "ca-ccg", 431_000_001)]
            ),
            (Verdict::Failed, 0.0)
        );
    }

    #[test]
    fn parts_count_their_share() {
        let line = "E1 ca-ccg: all(ack(I-1), alert(gap, 412000001)) within 1h score 10";
        assert_eq!(
            verdict(line, 60, &[ack(5, "ca-ccg")]),
            (Verdict::Partial, 5.0)
        );
        assert_eq!(
            verdict(
                line,
                60,
                &[ack(5, "ca-ccg"), alert(50, "ca-ccg", 412_000_001)]
            ),
            (Verdict::Met, 10.0)
        );
        let count = |minute, accounted| Observed {
            at: at(minute),
            party: "ca-ccg".into(),
            seen: Seen::Accounted {
                crisis: "c".into(),
                accounted,
                registered: 100,
            },
        };
        let line = "E1 ca-ccg: accounted(0.8) within 2h late 4h score 10";
        assert_eq!(
            verdict(line, 240, &[count(10, 20), count(100, 40)]),
            (Verdict::Partial, 5.0)
        );
        assert_eq!(
            verdict(line, 120, &[count(10, 20), count(100, 81)]),
            (Verdict::Met, 10.0)
        );
        assert_eq!(
            verdict(line, 200, &[count(10, 20), count(190, 81)]),
            (Verdict::Partial, 5.0)
        );
    }

    #[test]
    fn the_evaluator_decides_what_is_rated() {
        let expectation: Expectation = "E1 ca-ccg: rated() within 1h score 9".parse().unwrap();
        let with = |rating| {
            judge(
                &expectation,
                Some(at(0)),
                at(500),
                &[],
                &Ships::new(),
                rating,
            )
        };
        assert_eq!(with(None).verdict, Verdict::Pending);
        let scores = Rating::ALL.map(|rating| with(Some((rating, at(70)))).score.round());
        assert_eq!(scores, [9.0, 6.0, 3.0, 0.0]);
        assert_eq!(with(Some((Rating::U, at(70)))).verdict, Verdict::Failed);
        assert_eq!(
            judge(&expectation, None, at(5), &[], &Ships::new(), None).verdict,
            Verdict::Waiting
        );
    }

    proptest! {
        /// Whatever is observed, in whatever order, the verdict is the same; and what was met stays met.
        #[test]
        fn order_changes_nothing_and_met_stays_met(
            minutes in prop::collection::vec((-20i64..400, 0u32..3, any::<bool>()), 0..12),
            now in 0i64..400, later in 0i64..200, turn in 0usize..12,
        ) {
            let observed: Vec<Observed> = minutes.iter().map(|(minute, ship, canada)| {
                alert(*minute, if *canada { "ca-ccg" } else { "jp-jcg" }, 412_000_000 + ship)
            }).collect();
            let mut turned = observed.clone();
            turned.rotate_left(turn.min(observed.len()));
            for line in [
                "E1 ca-ccg: alert(gap, 412000001) within 1h late 3h score 10",
                "E2 *: any(alert(gap, 412000001), all(alert(gap, 412000000), alert(*, 412000002))) within 2h score 10",
                "E3 *: not(alert(gap, 412000001)) within 2h score 10",
            ] {
                let expectation: Expectation = line.parse().unwrap();
                let a = judge(&expectation, Some(at(0)), at(now), &observed, &Ships::new(), None);
                let b = judge(&expectation, Some(at(0)), at(now), &turned, &Ships::new(), None);
                prop_assert_eq!((a.verdict, a.at, a.score), (b.verdict, b.at, b.score));
                prop_assert!((0.0..=10.0).contains(&a.score));
                let after = judge(&expectation, Some(at(0)), at(now + later), &observed, &Ships::new(), None);
                if a.verdict.is_final() {
                    prop_assert_eq!((a.verdict, a.at), (after.verdict, after.at), "{}", line);
                }
            }
        }
    }
}
