//! What crosses the map edges: vessels, sightings, alerts, areas, routes, chat.
//!
//! Plain values with the units in their names. They are made from released copies, so a field that policy took out is
//! simply absent here.

use super::place::Place;

/// How a vessel stands to the watch. There is no "hostile" and no "suspect": a mark on a foreign screen is not a place
/// for an accusation, and one that comes in is not repeated (it reads as [`Standing::Unknown`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Own or partner asset.
    Friend,
    /// Known and not of concern.
    Neutral,
    /// Nothing said.
    Unknown,
    /// Not yet looked at.
    Pending,
}

/// What sort of vessel, as far as the symbols distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Any.
    Any,
    /// Not military, no more is known.
    Civil,
    /// Fishing.
    Fishing,
    /// Merchant, kind unknown.
    Merchant,
    /// Cargo.
    Cargo,
    /// Tanker.
    Tanker,
    /// Passenger.
    Passenger,
    /// Leisure.
    Leisure,
    /// Coast guard, fishery protection, customs, police.
    LawEnforcement,
}

/// Who a vessel is. Every field may be absent, by ignorance or by policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Identity {
    /// Name.
    pub name: Option<String>,
    /// Maritime Mobile Service Identity, nine digits.
    pub mmsi: Option<u32>,
    /// IMO number, seven digits.
    pub imo: Option<u32>,
    /// Radio call sign.
    pub call_sign: Option<String>,
    /// Flag, ISO 3166 alpha-3.
    pub flag: Option<String>,
    /// Side number.
    pub side_number: Option<String>,
}

/// A vessel where it was last known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vessel {
    /// Who.
    pub identity: Identity,
    /// Standing.
    pub standing: Standing,
    /// Sort.
    pub sort: Sort,
    /// Where.
    pub place: Place,
    /// Radius that holds it with 95 %, metres.
    pub uncertainty_m: Option<u32>,
    /// Speed over ground, tenths of a knot.
    pub sog_dkn: Option<u16>,
    /// Course over ground, tenths of a degree, below 3600.
    pub cog_ddeg: Option<u16>,
}

/// Something seen of which the identity is not known: a radar contact, a satellite detection, a report by eye.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sighting {
    /// Where.
    pub place: Place,
    /// Radius that holds it with 95 %, metres.
    pub uncertainty_m: Option<u32>,
    /// Estimated length, metres.
    pub length_m: Option<u32>,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertKind {
    /// A person or vessel in distress: rings on the other side.
    Distress,
    /// A vessel inside an area.
    Fence,
    /// Anything else worth a look: a marker, no alarm.
    Notice,
}

/// An alert. Never a verdict: `rule` names what was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alert {
    /// Kind.
    pub kind: AlertKind,
    /// The rule, by its code.
    pub rule: String,
    /// Where.
    pub place: Place,
    /// Sentence for the reader, made by the node in the reader's language.
    pub text: String,
    /// Withdrawn.
    pub cancelled: bool,
}

/// An area on the chart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Area {
    /// Name.
    pub name: String,
    /// Corners in order, not closed; at least three.
    pub ring: Vec<Place>,
}

/// A planned route.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Route {
    /// Name.
    pub name: String,
    /// Waypoints; at least two.
    pub line: Vec<Place>,
}

/// A chat message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Chat {
    /// Room.
    pub room: String,
    /// Sender's id on the edge.
    pub sender: String,
    /// Sender's name.
    pub sender_name: String,
    /// Text.
    pub text: String,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// Vessel.
    Vessel(Vessel),
    /// Sighting.
    Sighting(Sighting),
    /// Alert.
    Alert(Alert),
    /// Area.
    Area(Area),
    /// Route.
    Route(Route),
    /// Chat.
    Chat(Chat),
}

impl Body {
    /// Stable code of the kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Vessel(_) => "vessel",
            Self::Sighting(_) => "sighting",
            Self::Alert(_) => "alert",
            Self::Area(_) => "area",
            Self::Route(_) => "route",
            Self::Chat(_) => "chat",
        }
    }
}

/// A thing with its id and time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Item {
    /// Id that stays the same for the same thing. Characters that XML cannot hold are replaced on the way out.
    pub id: String,
    /// When it was so, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// What.
    pub body: Body,
}
