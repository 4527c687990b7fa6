//! From a plan to orders: what each asset is told, in the formats that bridges, cockpits and partners read.
//!
//! An [`Itinerary`] is one asset's way with times; it goes out as RTZ 1.2 (IEC 61174), GPX 1.1, CSV,
//! GeoJSON, KML, Cursor on Target and MAVLink missions, and RTZ, GPX and CSV come back in as the same
//! itinerary. [`SearchAction`] holds the six parts of the search action message of IAMSAR Vol. II,
//! [`deconfliction`] who is where, when and how high, [`CommsPlan`] who speaks where. Sentences are the
//! node's: here are codes and values.

mod action;
mod build;
mod comms;
mod cot;
mod csv;
mod deconfliction;
mod error;
mod geojson;
mod gpx;
mod itinerary;
mod kml;
mod line;
mod mavlink;
mod rtz;
mod stop_json;
mod xml;

pub use action::{Areas, Coordination, Execution, Reports, SearchAction, Situation};
pub use build::{OrderDetails, SearchStop, itinerary, orders, search_stop};
pub use comms::{CommsPlan, Net, NetPurpose};
pub use cot::to_cot;
pub use csv::{from_csv, to_csv};
pub use deconfliction::{Conflict, Occupation, conflicts, deconfliction};
pub use error::OrderError;
pub use geojson::to_geojson;
pub use gpx::{from_gpx, to_gpx};
pub use itinerary::{Itinerary, Waypoint, WaypointKind};
pub use kml::to_kml;
pub use mavlink::{to_plan_json, to_waypoint_list};
pub use rtz::{from_rtz, to_rtz};
