//! The machine-readable zone of travel documents (ICAO Doc 9303, parts 3 to 7): TD1, TD2, TD3, MRV-A, MRV-B.
//!
//! Reading never corrects in silence: every place where a character cannot stand or a check digit does not fit is a
//! [`Fault`], and where one exchange of look-alikes (`O`/`0`, `I`/`1`) makes all of it fit, it is proposed as a [`Repair`].
//! A check digit does not see every error: weights 7-3-1 modulo 10 miss an exchange of characters whose values differ by
//! ten (`0`/`A`, `1`/`B`), so what a field may hold is checked too. The line of names has no check digit at all.

mod check;
mod country;
mod layout;
mod read;
mod repair;

pub use check::check_digit;
pub use country::is_issuer;
pub use layout::{Field, Format};
pub use read::{Fault, FaultKind, Reading, Zone, read_zone};
pub use repair::Repair;
