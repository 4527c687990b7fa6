//! The after-action report as data: what was planned and what came, what was expected and what was met, scores, and the
//! improvement plan (FEMA, *HSEEP*, 2020: strengths, areas for improvement with owner and date, ratings by objective).
//!
//! Sentences are not made here: the node draws the pages in three languages from these values.

mod build;
mod csv_form;

pub use build::{
    AfterAction, ExpectationRow, Frame, InjectRow, ObjectiveRow, PartyScore, Setting, TimelineRow,
    after_action,
};
