//! The fold: versions and answers of one joint plan, in whatever order they came, to where the plan stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Answer, Version, Word};

/// Versions that follow one another, at most; more are not looked at.
const CHAIN_MAX: usize = 1_000;

/// Where the newest version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It waits for the partner's answer.
    Proposed,
    /// Both agreed.
    Agreed,
    /// One of the two will not carry it out.
    Declined,
}

impl Standing {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Agreed => "agreed",
            Self::Declined => "declined",
        }
    }
}

/// All that was said about one joint plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thread {
    versions: BTreeMap<String, Version>,
    /// The last word of each agency on each version: digest, then agency.
    answers: BTreeMap<(String, String), Answer>,
    /// Who ever agreed to which version: digest, then agency.
    agreed: BTreeSet<(String, String)>,
}

impl Thread {
    /// Takes a version under its digest. What speaks for another than its author is not taken.
    pub fn push(&mut self, digest: &str, version: Version) -> bool {
        let sound = version.is_sound();
        if sound {
            self.versions.insert(digest.to_owned(), version);
        }
        sound
    }

    /// Takes an answer. Answers of one agency come in the order in which it gave them; the last one counts.
    pub fn answer(&mut self, answer: Answer) {
        let key = (answer.version.clone(), answer.by.clone());
        if answer.word == Word::Agreed {
            self.agreed.insert(key.clone());
        }
        self.answers.insert(key, answer);
    }

    /// A version by its digest.
    #[must_use]
    pub fn version(&self, digest: &str) -> Option<&Version> {
        self.versions.get(digest)
    }

    /// The last word of an agency on a version.
    #[must_use]
    pub fn word_of(&self, digest: &str, agency: &str) -> Option<&Answer> {
        self.answers.get(&(digest.to_owned(), agency.to_owned()))
    }

    /// The versions that stand, the first first, each with its digest.
    #[must_use]
    pub fn chain(&self) -> Vec<(&str, &Version)> {
        let mut chain: Vec<(&str, &Version)> = Vec::new();
        let Some((digest, first)) = self.versions.iter().find(|(_, v)| v.base.is_none()) else {
            return chain;
        };
        let parties = [&first.by, &first.with];
        let mut last = (digest.as_str(), first);
        loop {
            chain.push(last);
            if chain.len() >= CHAIN_MAX {
                return chain;
            }
            let follows = |v: &Version| {
                v.base.as_deref() == Some(last.0)
                    && v.number == last.1.number.saturating_add(1)
                    && parties.contains(&&v.by)
                    && parties.contains(&&v.with)
            };
            // The version of the agency that began stands before the other's; of one agency's, the smaller digest.
            let next = self
                .versions
                .iter()
                .filter(|(_, v)| follows(v))
                .min_by_key(|(digest, v)| (v.by != first.by, digest.as_str()));
            let Some((digest, version)) = next else {
                return chain;
            };
            last = (digest, version);
        }
    }

    /// The newest version that stands.
    #[must_use]
    pub fn head(&self) -> Option<(&str, &Version)> {
        self.chain().pop()
    }

    /// Where a version stands. To make a version is to agree to it.
    #[must_use]
    pub fn standing(&self, digest: &str) -> Option<Standing> {
        let version = self.versions.get(digest)?;
        let word = |agency: &str| self.word_of(digest, agency).map(|a| a.word);
        let (own, other) = (word(&version.by), word(&version.with));
        Some(match (own, other) {
            (Some(Word::Declined), _) | (_, Some(Word::Declined)) => Standing::Declined,
            (_, Some(Word::Agreed)) => Standing::Agreed,
            (_, None) => Standing::Proposed,
        })
    }

    /// The version by which both work now: the newest to which both agreed, unless one of them ended it since.
    #[must_use]
    pub fn in_force(&self) -> Option<(&str, &Version)> {
        let chain = self.chain();
        let agreed = |d: &str| self.standing(d) == Some(Standing::Agreed);
        // A proposal that is declined ends nothing; a plan that was agreed does.
        let ended = |d: &str, v: &Version| {
            self.standing(d) == Some(Standing::Declined)
                && self.agreed.contains(&(d.to_owned(), v.with.clone()))
        };
        let newest = chain
            .iter()
            .rev()
            .find(|(d, v)| agreed(d) || ended(d, v))
            .copied()?;
        agreed(newest.0).then_some(newest)
    }
}
