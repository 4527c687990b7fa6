//! Orders as people read them: one sheet for an asset, in its language, for the screen and for paper.
//!
//! Five paragraphs (situation, mission, execution, administration and logistics, command and signal), the
//! waypoints with times in UTC and by zone, each search action message with its six parts, the
//! communications plan and the deconfliction table. The values come from `vigie_patrol::order`; here they
//! become sentences.

mod document;
mod moment;
mod sheet;

pub use document::{Document, FORMATS};
pub use sheet::{Sheet, to_html};
