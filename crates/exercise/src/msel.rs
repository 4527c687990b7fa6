//! The master scenario events list (MSEL): what the controllers do to the players, when, and what they expect in return.
//!
//! Model of HSEEP's MSEL (FEMA, *Homeland Security Exercise and Evaluation Program*, 2020, appendix on the MSEL:
//! scenario time, synopsis, inject and responsible controller, means, intended player, expected response, objective),
//! with the triggers and typed user columns of `cmu-sei/Blueprint.Api` and NATO's moves. Its own form is TOML that git
//! can compare ([`Msel::from_toml`], [`Msel::to_toml`]); planners work in sheets ([`Msel::to_xlsx`], [`Msel::to_csv`]),
//! and nothing is lost on the way there and back. [`lint`] finds what would go wrong on the day.

mod attachment;
mod cell;
mod cexf;
mod effect;
pub mod library;
mod lint;
mod model;
mod sheet;
mod span;
mod table;
mod toml_form;
mod xlsx;

pub use attachment::{ATTACHMENT_BYTES_MAX, AttachmentKind};
pub use effect::Effect;
pub use lint::{Finding, Grounds, Severity, lint};
pub use model::{
    Channel, Column, ColumnKind, Inject, InjectKind, Move, Msel, Objective, Status, Trigger, Turn,
    Words,
};
pub use span::{Lapse, Offset};
pub use table::{Fault, Read};
