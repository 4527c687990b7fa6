//! The conduct of an exercise: a log of deeds, what stands after them, what is due, and who knows what.
//!
//! The log is the one memory: every send, hold, edit, acknowledgement, rating and turn of the clock is an [`Entry`]; the
//! state is a fold over it. Rewinding makes a new branch, whose entries after the point of rewinding are its own.
//! Nothing here reads a clock; the same log gives the same state.

mod log;
mod matrix;
mod orders;
mod state;

pub use log::{Clock, Deed, Entry, How, Remark, RemarkKind};
pub use matrix::{Knowledge, MatrixRow, Subject, matrix};
pub use orders::Orders;
pub use state::{Conduct, InjectState, Judged};
