//! Which of my vessels or persons are on your list, without either showing a list.
//!
//! Private set intersection by Diffie-Hellman on ristretto255. Never hashes: all MMSI can be hashed in
//! minutes, so a hash is the identifier.
//!
//! ```text
//! asker     -> answerer   H(x)^a for each x                    in the asker's order
//! answerer  -> asker      H(x)^ab in that order; H(y)^b sorted
//! asker                   H(y)^ba; equal points are the common identifiers
//! ```
//! The asker learns which of its own identifiers are common and how many the other list has; the answerer
//! learns how many were asked. Secrets are fresh for each run. The protocol is secure against the
//! curious; a liar can put guesses in place of its list, which is why the agreement's [`Quota`] limits what may be
//! asked, and both sides log the counts. What is common is an object for which to *request release*.

use super::Refusal;
use super::wire::{Reader, put_varint};
use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use sha2::{Digest, Sha512};
use std::collections::{BTreeMap, BTreeSet};

/// Identifiers in one run: 20,000 people under five forms of their names.
pub const ITEMS_MAX: usize = 100_000;

type Point = [u8; 32];

/// How much a partner may ask, by agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaRule {
    /// Identifiers in a period.
    pub items: u64,
    /// Runs in a period.
    pub runs: u64,
    /// The period.
    pub period_ms: i64,
}

/// How much of it is used; the node stores it with each run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quota {
    /// When the period began.
    pub since_ms: i64,
    /// Identifiers asked since.
    pub items: u64,
    /// Runs since.
    pub runs: u64,
}

impl Quota {
    /// Takes a run of `items` out of the quota. A clock that goes back does not give quota back.
    ///
    /// # Errors
    /// [`Refusal::QuotaUsed`]; nothing is taken then.
    pub fn spend(&mut self, rule: &QuotaRule, items: u64, now_ms: i64) -> Result<(), Refusal> {
        let mut after = *self;
        if self.runs == 0 || now_ms.saturating_sub(self.since_ms) >= rule.period_ms {
            after = Self {
                since_ms: now_ms,
                items: 0,
                runs: 0,
            };
        }
        after.items = after.items.saturating_add(items);
        after.runs = after.runs.saturating_add(1);
        if after.items > rule.items || after.runs > rule.runs {
            return Err(Refusal::QuotaUsed);
        }
        *self = after;
        Ok(())
    }
}

/// The side that asks.
pub struct Asker {
    secret: Scalar,
    count: usize,
}

impl Asker {
    /// The question. `context` names the agreement and the kind of identifier, the same on both sides;
    /// `secret` is 64 fresh random bytes. Identifiers are normalised by the caller.
    ///
    /// # Errors
    /// [`Refusal::Oversized`] above [`ITEMS_MAX`]; [`Refusal::Malformed`] for a useless secret.
    pub fn ask(
        context: &[u8],
        identifiers: &[&[u8]],
        secret: &[u8; 64],
    ) -> Result<(Self, Vec<u8>), Refusal> {
        Self::ask_telling(context, identifiers, secret, &|| ())
    }

    /// [`Asker::ask`]; `tell` is called for each identifier, so that somebody can be shown how far it is.
    ///
    /// # Errors
    /// As [`Asker::ask`].
    pub fn ask_telling(
        context: &[u8],
        identifiers: &[&[u8]],
        secret: &[u8; 64],
        tell: &dyn Fn(),
    ) -> Result<(Self, Vec<u8>), Refusal> {
        let secret = scalar(secret)?;
        let points = blind(context, identifiers, &secret, tell)?;
        let mut question = Vec::with_capacity(points.len() * 32 + 4);
        put_points(&mut question, &points);
        Ok((
            Self {
                secret,
                count: identifiers.len(),
            },
            question,
        ))
    }

    /// The asker of a run that was asked before with this secret about `count` identifiers.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] for a useless secret.
    pub fn resume(secret: &[u8; 64], count: usize) -> Result<Self, Refusal> {
        let secret = scalar(secret)?;
        Ok(Self { secret, count })
    }

    /// Indices of the asked identifiers that the other side has too.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::Oversized`].
    pub fn common(self, answer: &[u8]) -> Result<Vec<usize>, Refusal> {
        self.common_telling(answer, &|| ())
    }

    /// [`Asker::common`]; `tell` is called for each identifier of the other side.
    ///
    /// # Errors
    /// As [`Asker::common`].
    pub fn common_telling(self, answer: &[u8], tell: &dyn Fn()) -> Result<Vec<usize>, Refusal> {
        let mut reader = Reader::new(answer);
        let ours = points(&mut reader)?;
        let theirs = points(&mut reader)?;
        reader.finish()?;
        if ours.len() != self.count {
            return Err(Refusal::Malformed);
        }
        let theirs = raise(&theirs, &self.secret, tell)?
            .into_iter()
            .collect::<BTreeSet<_>>();
        Ok(ours
            .iter()
            .enumerate()
            .filter(|(_, point)| theirs.contains(*point))
            .map(|(at, _)| at)
            .collect())
    }
}

/// What an answerer logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Identifiers in the question.
    pub asked: usize,
    /// Identifiers in our list.
    pub listed: usize,
}

/// Answers a question, within the quota. Store the quota before the answer leaves.
///
/// # Errors
/// [`Refusal::QuotaUsed`], [`Refusal::Malformed`], [`Refusal::Oversized`].
pub fn answer(
    context: &[u8],
    identifiers: &[&[u8]],
    secret: &[u8; 64],
    question: &[u8],
    quota: (&mut Quota, &QuotaRule),
    now_ms: i64,
) -> Result<(Vec<u8>, Asked), Refusal> {
    let (asked, secret) = (asked(question)?, scalar(secret)?);
    quota.0.spend(quota.1, asked.len() as u64, now_ms)?;
    reply(context, identifiers, &secret, &asked, &|| ())
}

/// [`answer`] to a question that was taken out of the quota already; `tell` is called for each identifier of either side.
///
/// # Errors
/// [`Refusal::Malformed`], [`Refusal::Oversized`].
pub fn answer_telling(
    context: &[u8],
    identifiers: &[&[u8]],
    secret: &[u8; 64],
    question: &[u8],
    tell: &dyn Fn(),
) -> Result<(Vec<u8>, Asked), Refusal> {
    reply(
        context,
        identifiers,
        &scalar(secret)?,
        &asked(question)?,
        tell,
    )
}

fn asked(question: &[u8]) -> Result<Vec<Point>, Refusal> {
    let mut reader = Reader::new(question);
    let asked = points(&mut reader)?;
    reader.finish()?;
    Ok(asked)
}

fn reply(
    context: &[u8],
    identifiers: &[&[u8]],
    secret: &Scalar,
    asked: &[Point],
    tell: &dyn Fn(),
) -> Result<(Vec<u8>, Asked), Refusal> {
    let mut listed = blind(context, identifiers, secret, tell)?;
    // In the order of the points, which says nothing about the order of the list.
    listed.sort_unstable();
    listed.dedup();
    let mut out = Vec::with_capacity((asked.len() + listed.len()) * 32 + 8);
    put_points(&mut out, &raise(asked, secret, tell)?);
    put_points(&mut out, &listed);
    Ok((
        out,
        Asked {
            asked: asked.len(),
            listed: listed.len(),
        },
    ))
}

fn scalar(secret: &[u8; 64]) -> Result<Scalar, Refusal> {
    let scalar = Scalar::from_bytes_mod_order_wide(secret);
    if scalar == Scalar::ZERO {
        Err(Refusal::Malformed)
    } else {
        Ok(scalar)
    }
}

fn hash_to_point(context: &[u8], identifier: &[u8]) -> RistrettoPoint {
    let hash = Sha512::new()
        .chain_update(b"vigie psi v1\0")
        .chain_update((context.len() as u64).to_be_bytes())
        .chain_update(context)
        .chain_update(identifier)
        .finalize();
    RistrettoPoint::from_uniform_bytes(&hash.into())
}

fn blind(
    context: &[u8],
    identifiers: &[&[u8]],
    secret: &Scalar,
    tell: &dyn Fn(),
) -> Result<Vec<Point>, Refusal> {
    if identifiers.len() > ITEMS_MAX {
        return Err(Refusal::Oversized);
    }
    let raised = identifiers.iter().map(|identifier| {
        tell();
        hash_to_point(context, identifier) * secret
    });
    Ok(raised.map(|point| point.compress().to_bytes()).collect())
}

fn raise(points: &[Point], secret: &Scalar, tell: &dyn Fn()) -> Result<Vec<Point>, Refusal> {
    points
        .iter()
        .map(|bytes| {
            tell();
            let point = CompressedRistretto(*bytes)
                .decompress()
                .filter(|point| !point.is_identity());
            Ok((point.ok_or(Refusal::Malformed)? * secret)
                .compress()
                .to_bytes())
        })
        .collect()
}

fn put_points(out: &mut Vec<u8>, points: &[Point]) {
    put_varint(out, points.len() as u64);
    out.extend(points.iter().flatten());
}

fn points(reader: &mut Reader<'_>) -> Result<Vec<Point>, Refusal> {
    let count = reader.bounded(ITEMS_MAX as u64)? as usize;
    if reader.left() < count * 32 {
        return Err(Refusal::Malformed);
    }
    (0..count).map(|_| reader.array()).collect()
}

/// Several objects may bear one identifier: gives the objects of the common ones.
pub fn objects<'a, T: Copy>(
    common: &[usize],
    identifiers: &[&'a [u8]],
    owners: &BTreeMap<&'a [u8], Vec<T>>,
) -> Vec<T> {
    common
        .iter()
        .filter_map(|at| owners.get(*identifiers.get(*at)?))
        .flatten()
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: QuotaRule = QuotaRule {
        items: 100,
        runs: 3,
        period_ms: 1_000,
    };

    fn run(asked: &[u32], listed: &[u32]) -> (Vec<usize>, usize, usize) {
        let bytes = |list: &[u32]| list.iter().map(|id| id.to_be_bytes()).collect::<Vec<_>>();
        let (asked, listed) = (bytes(asked), bytes(listed));
        let asked: Vec<&[u8]> = asked.iter().map(|id| id.as_slice()).collect();
        let listed: Vec<&[u8]> = listed.iter().map(|id| id.as_slice()).collect();
        let (asker, question) = Asker::ask(b"agreement", &asked, &[1; 64]).unwrap();
        let mut quota = Quota::default();
        let (reply, _) = answer(
            b"agreement",
            &listed,
            &[2; 64],
            &question,
            (&mut quota, &RULE),
            0,
        )
        .unwrap();
        let sizes = (question.len(), reply.len());
        (asker.common(&reply).unwrap(), sizes.0, sizes.1)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn the_result_is_exact_and_the_sizes_say_no_more_than_the_counts(
            asked in proptest::collection::btree_set(0u32..30, 0..12),
            listed in proptest::collection::btree_set(0u32..30, 0..12),
        ) {
            let (a, b): (Vec<u32>, Vec<u32>) = (asked.iter().copied().collect(), listed.iter().copied().collect());
            let (common, question, reply) = run(&a, &b);
            let want: Vec<usize> = (0..a.len()).filter(|at| listed.contains(&a[*at])).collect();
            prop_assert_eq!(common, want);
            prop_assert_eq!((question, reply), (1 + 32 * a.len(), 2 + 32 * (a.len() + b.len())));
        }
    }

    #[test]
    fn the_quota_ends_the_questions() {
        let mut quota = Quota::default();
        assert_eq!(quota.spend(&RULE, 60, 0), Ok(()));
        assert_eq!(quota.spend(&RULE, 60, 1), Err(Refusal::QuotaUsed));
        assert_eq!(quota.spend(&RULE, 40, -5_000), Ok(()));
        assert_eq!(quota.spend(&RULE, 1, 2), Err(Refusal::QuotaUsed));
        assert_eq!(quota.spend(&RULE, 60, 1_001), Ok(()));
    }

    #[test]
    fn junk_and_the_identity_are_refused() {
        let mut quota = Quota::default();
        for question in [
            vec![1],
            [vec![1], vec![0; 32]].concat(),
            [vec![1], vec![0xff; 32]].concat(),
            vec![],
        ] {
            let got = answer(b"c", &[], &[2; 64], &question, (&mut quota, &RULE), 0);
            assert!(matches!(got, Err(Refusal::Malformed)), "{question:?}");
        }
    }
}
