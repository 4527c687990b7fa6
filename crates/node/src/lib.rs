//! The watch floor: one program with feeds, sockets, clock, HTTP API, web UI, command line and users.
//!
//! Only this crate (with `vigie-store` for the disk) touches the clock, the disk, the network,
//! threads or randomness; everything it decides is decided in the pure crates below it.

mod archive;
mod auth;
pub mod cli;
pub mod conduct;
mod crisis;
mod crowd;
pub mod door;
pub mod drill;
mod engine;
pub mod evidence;
pub mod exit;
pub mod export;
pub mod feed;
mod feeding;
mod http;
pub mod i18n;
mod keeping;
mod kind_code;
mod live;
mod moment;
mod notices;
pub mod order;
pub mod outlet;
pub mod partner;
mod patrol;
mod picture;
mod raw;
mod receiving;
pub mod reference;
mod restore;
mod scene;
pub mod server;
mod track_split;
pub mod wire;
