//! Outlets: the live picture for systems that the agency itself runs: TAK clients and servers (Cursor on Target),
//! bridge displays (NMEA 0183 / AIVDM).
//!
//! An outlet faces the agency's own people, never a partner: what partners get goes through the exchange alone. What a
//! partner has shared with this node does not go out here either. Each item passes the clearance of its format
//! ([`vigie_exchange::edge::marking::clear`]); AIVDM carries no marking, so only what ships broadcast themselves leaves
//! that way.

mod cot;
mod line;
mod nmea;
pub(crate) mod picture;
mod spec;

use std::{net::SocketAddr, sync::Arc};

use tokio::sync::watch;

pub use spec::{OutletError, OutletFormat, OutletPlace, OutletSpec};

use crate::{
    live::{Board, Realm},
    wire::WireTls,
};

/// What the outlets of a node are made of.
#[derive(Debug, Clone, Default)]
pub struct OutletOptions {
    /// Where to, in which form.
    pub outlets: Vec<OutletSpec>,
    /// Certificates for `tls://` and `tls-listen://`.
    pub tls: Option<WireTls>,
    /// Whether plain connections to other machines are accepted: the operator vouches for the wire.
    pub plain: bool,
}

/// What every outlet knows.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) board: Arc<Board>,
    /// This agency, for markings.
    pub(crate) party: String,
    /// Name of the exercise; `None` is real life.
    pub(crate) exercise: Option<String>,
    /// Language of alert texts.
    pub(crate) language: String,
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Surroundings {
    /// Those of a node.
    pub(crate) fn of(
        party: Option<&str>,
        language: &str,
        board: &Arc<Board>,
        realm: &Realm,
        stopping: &watch::Receiver<bool>,
    ) -> Self {
        Self {
            board: Arc::clone(board),
            party: party.unwrap_or("own").to_owned(),
            exercise: match realm {
                Realm::Live => None,
                Realm::Exercise(name) => Some(name.clone()),
            },
            language: language.to_owned(),
            stopping: stopping.clone(),
        }
    }
}

/// Opens every outlet; each runs as a task of its own until the node stops.
///
/// # Errors
/// A place that cannot be opened, or that would send in plain to another machine without leave.
pub(crate) fn open(options: &OutletOptions, around: &Surroundings) -> Result<(), OutletError> {
    for outlet in &options.outlets {
        if !options.plain && outlet.place.is_plain_to_others() {
            return Err(OutletError::Plain {
                text: outlet.name.clone(),
            });
        }
        line::open(outlet, options.tls.as_ref(), around.clone())?;
    }
    Ok(())
}

/// Whether an address is on this machine.
fn is_here(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let ip = host.parse::<std::net::IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

/// A socket address of `host:port`, if it is written in numbers.
fn numeric(address: &str) -> Option<SocketAddr> {
    address.parse().ok()
}
