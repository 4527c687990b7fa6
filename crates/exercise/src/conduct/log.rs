//! Entries of the log.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::expectation::Rating;
use crate::order::PatrolOrder;

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When, by the exercise's clock.
    pub at: Time,
    /// When, by the wall.
    pub wall: Time,
    /// Who; `vigie` for the program itself.
    pub user: String,
    /// On which branch of the exercise.
    pub branch: u32,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// How an inject came to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Its trigger fired.
    Planned,
    /// The controller sent it from here.
    Now,
    /// The controller did it outside the program, and says so afterwards; `at` of the entry is when it was done.
    Late,
}

/// What the clock was told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "clock", rename_all = "snake_case")]
pub enum Clock {
    /// The exercise began.
    Start,
    /// It stands.
    Pause,
    /// It runs at so many times real time.
    Run {
        /// Times real time.
        speed: f64,
    },
    /// It went on by so much and stands.
    Step {
        /// Seconds.
        seconds: i64,
    },
    /// It went back: a new branch begins.
    Rewind {
        /// Where to.
        to: Time,
        /// The branch that the moment lies on.
        from_branch: u32,
        /// How many entries of the log of that branch still count.
        entries: usize,
    },
    /// Real life came first (NO DUFF): it stands until it is resumed.
    Freeze,
    /// It goes on after a freeze.
    Resume,
    /// It is over.
    End,
}

/// Kind of a remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// An evaluator's note.
    Note,
    /// What went well.
    Strength,
    /// What has to become better, by whom and when.
    Improvement,
    /// What was learnt.
    Lesson,
}

/// A remark of a controller or evaluator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// What kind.
    pub kind: RemarkKind,
    /// The text.
    pub text: String,
    /// The partner it is about.
    #[serde(default)]
    pub party: Option<String>,
    /// The objective it is about.
    #[serde(default)]
    pub objective: Option<String>,
    /// The expectation it is about.
    #[serde(default)]
    pub expectation: Option<String>,
    /// Of an improvement: who does it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Of an improvement: by when, `YYYY-MM-DD`.
    #[serde(default)]
    pub due: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// The clock was turned.
    Clock(Clock),
    /// An inject was given to the players, in the words it then had.
    Sent {
        /// The inject.
        inject: String,
        /// How.
        how: How,
    },
    /// An inject is held back: its trigger does not fire.
    Held {
        /// The inject.
        inject: String,
    },
    /// It is no longer held back.
    Freed {
        /// The inject.
        inject: String,
    },
    /// The list was changed; the inject as it is now, as one entry of the list's own form.
    Edited {
        /// The inject.
        inject: String,
        /// TOML.
        text: String,
    },
    /// The whole list was replaced. Changes of entries before it are in the new list, or were meant to go.
    Listed {
        /// Entries of the new list.
        injects: usize,
    },
    /// Players said that they saw it.
    Acknowledged {
        /// The inject.
        inject: String,
        /// The partner.
        party: String,
        /// Who said so there.
        by: String,
    },
    /// It is dealt with.
    Closed {
        /// The inject.
        inject: String,
    },
    /// An evaluator rated an expectation.
    Rated {
        /// The expectation.
        expectation: String,
        /// The rating.
        rating: Rating,
        /// Why.
        note: String,
    },
    /// An evaluator rated an objective for a partner.
    Assessed {
        /// The objective.
        objective: String,
        /// The partner.
        party: String,
        /// The rating.
        rating: Rating,
        /// Why.
        note: String,
    },
    /// A partner ordered an asset somewhere.
    Ordered {
        /// The partner.
        party: String,
        /// What she is to do.
        order: PatrolOrder,
    },
    /// A remark.
    Remarked(Remark),
    /// Real life came first: what was reported, by which node.
    NoDuff {
        /// The partner.
        party: String,
        /// What it is.
        title: String,
    },
}
