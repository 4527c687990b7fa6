//! The watch floor: one program with feeds, sockets, clock, HTTP API, web UI, command line and users.
//!
//! Only this crate (with `vigie-store` for the disk) touches the clock, the disk, the network,
//! threads or randomness; everything it decides is decided in the pure crates below it.

pub mod cli;
pub mod exit;
pub mod export;
pub mod feed;
pub mod i18n;
pub mod reference;
pub mod server;
