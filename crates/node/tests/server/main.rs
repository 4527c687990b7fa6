//! The server as others meet it: the built binary, on a port of its own, with a data folder of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod access;
mod case;
mod client;
mod clock;
mod conduct;
mod crisis;
mod crisis_campaign;
mod crisis_erased;
mod crisis_joint;
mod crisis_union;
mod custody;
mod edge;
mod evacuation;
mod exchange;
mod exercise;
mod joint;
mod kill;
mod learning;
mod link_key;
mod node;
mod ogc;
mod onward;
mod patrol;
mod receiver;
mod relink;
mod remember;
mod rewind;
mod scene;
mod sharing;
mod side;
mod storm;
mod stream;
mod taxii;
mod thin;
mod tls;
