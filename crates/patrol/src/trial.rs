//! Trial problems of our own, drawn from a seed: small ones with every feature for exact answers, and a large
//! one like Operation North Pacific Guard (six assets of three agencies, sixty days, across 180°).
//!
//! Names of instruments are real; who holds which is made up.

mod north_pacific;
mod part;
mod small;

pub use north_pacific::north_pacific;
pub use small::small;
