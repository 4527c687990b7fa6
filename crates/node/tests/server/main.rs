//! The server as others meet it: the built binary, on a port of its own, with a data folder of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod access;
mod attached;
mod bad_link;
mod boarded;
mod boarding_close;
mod case;
mod case_own;
mod case_photo;
mod client;
mod clock;
mod conduct;
mod crisis;
mod crisis_after;
mod crisis_campaign;
mod crisis_erased;
mod crisis_joint;
mod crisis_union;
mod crowd;
mod custody;
mod dismissed;
mod edge;
mod evacuation;
mod exchange;
mod exercise;
mod joint;
mod kill;
mod label;
mod large;
mod learning;
mod link_key;
mod marking;
mod material;
mod node;
mod notices;
mod officers;
mod ogc;
mod one_ship;
mod onward;
mod own_world;
mod partner_trail;
mod patrol;
mod patrol_back;
mod patrol_fleet;
mod patrol_versions;
mod position_file;
mod purpose;
mod raw;
mod receiver;
mod relink;
mod remember;
mod rewind;
mod sailed;
mod scene;
mod search;
mod sharing;
mod side;
mod storm;
mod stream;
mod tally;
mod taxii;
mod thin;
mod tls;
mod unranked;
mod unreadable;
mod whole_proof;
mod withdrawn;
