//! Code numbers of the standard as names: navigational status, position-fixing device, ship type.
//!
//! ITU-R M.1371-5, annex 8, tables 48, 51 and 53. Every enum has a stable snake_case `code()` that the screens
//! translate; the raw number stays in the message, so nothing is lost on a reserved value.

/// Navigational status of a vessel, as set by her watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the standard")]
pub enum NavigationStatus {
    UnderWayUsingEngine,
    AtAnchor,
    NotUnderCommand,
    RestrictedManoeuvrability,
    ConstrainedByDraught,
    Moored,
    Aground,
    EngagedInFishing,
    UnderWaySailing,
    ReservedHsc,
    ReservedWig,
    TowingAstern,
    PushingAhead,
    Reserved,
    AisSartActive,
    NotDefined,
}

impl NavigationStatus {
    /// The status of a raw number; numbers above 15 do not fit in the field and are not defined.
    #[must_use]
    pub const fn of(raw: u8) -> Self {
        match raw {
            0 => Self::UnderWayUsingEngine,
            1 => Self::AtAnchor,
            2 => Self::NotUnderCommand,
            3 => Self::RestrictedManoeuvrability,
            4 => Self::ConstrainedByDraught,
            5 => Self::Moored,
            6 => Self::Aground,
            7 => Self::EngagedInFishing,
            8 => Self::UnderWaySailing,
            9 => Self::ReservedHsc,
            10 => Self::ReservedWig,
            11 => Self::TowingAstern,
            12 => Self::PushingAhead,
            13 => Self::Reserved,
            14 => Self::AisSartActive,
            _ => Self::NotDefined,
        }
    }

    /// Stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnderWayUsingEngine => "under_way_using_engine",
            Self::AtAnchor => "at_anchor",
            Self::NotUnderCommand => "not_under_command",
            Self::RestrictedManoeuvrability => "restricted_manoeuvrability",
            Self::ConstrainedByDraught => "constrained_by_draught",
            Self::Moored => "moored",
            Self::Aground => "aground",
            Self::EngagedInFishing => "engaged_in_fishing",
            Self::UnderWaySailing => "under_way_sailing",
            Self::ReservedHsc => "reserved_hsc",
            Self::ReservedWig => "reserved_wig",
            Self::TowingAstern => "towing_astern",
            Self::PushingAhead => "pushing_ahead",
            Self::Reserved => "reserved",
            Self::AisSartActive => "ais_sart_active",
            Self::NotDefined => "not_defined",
        }
    }
}

/// Kind of electronic position-fixing device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the standard")]
pub enum Epfd {
    Undefined,
    Gps,
    Glonass,
    GpsGlonass,
    LoranC,
    Chayka,
    Integrated,
    Surveyed,
    Galileo,
    Internal,
    Reserved,
}

impl Epfd {
    /// The device of a raw number.
    #[must_use]
    pub const fn of(raw: u8) -> Self {
        match raw {
            0 => Self::Undefined,
            1 => Self::Gps,
            2 => Self::Glonass,
            3 => Self::GpsGlonass,
            4 => Self::LoranC,
            5 => Self::Chayka,
            6 => Self::Integrated,
            7 => Self::Surveyed,
            8 => Self::Galileo,
            15 => Self::Internal,
            _ => Self::Reserved,
        }
    }

    /// Stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Gps => "gps",
            Self::Glonass => "glonass",
            Self::GpsGlonass => "gps_glonass",
            Self::LoranC => "loran_c",
            Self::Chayka => "chayka",
            Self::Integrated => "integrated",
            Self::Surveyed => "surveyed",
            Self::Galileo => "galileo",
            Self::Internal => "internal",
            Self::Reserved => "reserved",
        }
    }
}

/// What the number of ship and cargo type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the standard")]
pub enum ShipClass {
    NotAvailable,
    Reserved,
    WingInGround,
    Fishing,
    Towing,
    LargeTow,
    Dredger,
    Diving,
    Military,
    Sailing,
    Pleasure,
    HighSpeed,
    Pilot,
    SearchAndRescue,
    Tug,
    PortTender,
    AntiPollution,
    LawEnforcement,
    Local,
    Medical,
    NotPartyToConflict,
    Passenger,
    Cargo,
    Tanker,
    Other,
    Regional,
}

impl ShipClass {
    /// The class of a raw number.
    #[must_use]
    pub const fn of(raw: u8) -> Self {
        match raw {
            0 => Self::NotAvailable,
            20..=29 => Self::WingInGround,
            30 => Self::Fishing,
            31 => Self::Towing,
            32 => Self::LargeTow,
            33 => Self::Dredger,
            34 => Self::Diving,
            35 => Self::Military,
            36 => Self::Sailing,
            37 => Self::Pleasure,
            40..=49 => Self::HighSpeed,
            50 => Self::Pilot,
            51 => Self::SearchAndRescue,
            52 => Self::Tug,
            53 => Self::PortTender,
            54 => Self::AntiPollution,
            55 => Self::LawEnforcement,
            56 | 57 => Self::Local,
            58 => Self::Medical,
            59 => Self::NotPartyToConflict,
            60..=69 => Self::Passenger,
            70..=79 => Self::Cargo,
            80..=89 => Self::Tanker,
            90..=99 => Self::Other,
            200..=255 => Self::Regional,
            _ => Self::Reserved,
        }
    }

    /// Stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAvailable => "not_available",
            Self::Reserved => "reserved",
            Self::WingInGround => "wing_in_ground",
            Self::Fishing => "fishing",
            Self::Towing => "towing",
            Self::LargeTow => "large_tow",
            Self::Dredger => "dredger",
            Self::Diving => "diving",
            Self::Military => "military",
            Self::Sailing => "sailing",
            Self::Pleasure => "pleasure",
            Self::HighSpeed => "high_speed",
            Self::Pilot => "pilot",
            Self::SearchAndRescue => "search_and_rescue",
            Self::Tug => "tug",
            Self::PortTender => "port_tender",
            Self::AntiPollution => "anti_pollution",
            Self::LawEnforcement => "law_enforcement",
            Self::Local => "local",
            Self::Medical => "medical",
            Self::NotPartyToConflict => "not_party_to_conflict",
            Self::Passenger => "passenger",
            Self::Cargo => "cargo",
            Self::Tanker => "tanker",
            Self::Other => "other",
            Self::Regional => "regional",
        }
    }
}
