use serde::Serialize;

/// What is wrong, with what was found and what the rule asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[allow(
    missing_docs,
    reason = "fields: what was found, what is allowed; units in names"
)]
pub enum Violation {
    /// The plan names an asset that was not offered.
    AssetUnknown,
    /// The plan has two routes for one asset.
    RouteTwice,
    /// A stop names a task, port, tanker or officer that the request does not hold.
    StopUnknown,
    /// The leg names a speed mode that the asset does not have.
    ModeUnknown,
    /// The route does not end in a port that the asset may use.
    EndsAtSea,
    /// A port that is not among the asset's bases.
    PortNotAllowed,
    /// Times of a stop are not in order, or it leaves before it may.
    TimesDisordered,
    /// The leg is faster than the asset.
    TooFast { took_h: f64, needs_h: f64 },
    /// There is no way between two places.
    NoWay,
    /// The stated miles are not the miles of the leg.
    DistanceWrong { stated_nm: f64, found_nm: f64 },
    /// The stop is not where the task is at that time.
    PlaceWrong { off_nm: f64 },
    /// Before the plan begins, or after it ends.
    OutsidePlan,
    /// The sortie is not within a window of the asset.
    OutsideAssetWindow,
    /// Fuel below the reserve.
    FuelBelowReserve { left_t: f64, reserve_t: f64 },
    /// The stated fuel is not the fuel that is left.
    FuelWrong { stated_t: f64, found_t: f64 },
    /// More fuel taken than there is room for, or where there is none.
    FuelNotThere { taken_t: f64, possible_t: f64 },
    /// The sortie is longer than endurance or crew allow.
    SortieTooLong { hours: f64, max_h: f64 },
    /// More hours away from port in the plan than the crew may.
    HoursExceeded { hours: f64, max_h: f64 },
    /// The stay in port is shorter than turn-round and rest ask.
    StayTooShort { hours: f64, min_h: f64 },
    /// The work does not begin in a window of the task, tanker or officer.
    OutsideWindow,
    /// The work is shorter than the task asks.
    WorkTooShort { hours: f64, min_h: f64 },
    /// The task may not be known to the agency of the asset.
    NotReleased { agency: String },
    /// The class of asset is not among those that the task asks for.
    ClassWrong,
    /// The sensor is not carried, or sees nothing of that class in that sea.
    NoSensor,
    /// No boarding team is carried.
    NoBoardingTeam,
    /// No authority covers it. The instruments are those of the asset that do not reach.
    NoAuthority {
        action: &'static str,
        flag: Option<String>,
        area: Option<String>,
        instruments: Vec<String>,
    },
    /// An authority would cover it if the asset stood on the register of inspection vessels that its instrument asks for.
    NotRegistered {
        instrument: String,
        register: String,
    },
    /// An authority would cover it if an officer of that agency were aboard.
    NoOfficerForAuthority { instrument: String, agency: String },
    /// The instrument named is not one that covers it.
    InstrumentWrong { instrument: String },
    /// No officer of an agency that the task asks for is aboard.
    NoOfficer { agency: String },
    /// The officer may not embark on assets of that agency.
    RiderNotAllowed,
    /// The officer embarks twice.
    RiderTwice,
    /// The tanker does not serve that agency.
    TankerNotAllowed,
    /// More fuel taken from a tanker than it has.
    TankerEmpty { taken_t: f64, has_t: f64 },
    /// It is dark.
    NoDaylight { sun_deg: f64 },
    /// The sea is too high.
    SeaTooHigh { sea_state: u8, max: u8 },
    /// The task is done more often than it may.
    TooManyVisits { visits: usize, max: usize },
    /// Two visits follow too soon.
    VisitTooSoon { hours: f64, min_h: f64 },
    /// Not all tasks of the meeting are done.
    MeetingIncomplete { group: String },
    /// The tasks of the meeting do not begin together.
    MeetingMissed {
        group: String,
        apart_min: f64,
        within_min: f64,
    },
    /// One asset cannot meet itself.
    MeetingAlone { group: String },
    /// Two craft in the air are too close: miles between the edges of their areas, feet between their heights (0 if
    /// one is not known).
    AirConflict {
        other: String,
        distance_nm: f64,
        altitude_ft: f64,
    },
    /// A pinned task is not done by its asset.
    PinBroken { asset: String },
    /// A forbidden task is done.
    Forbidden,
    /// Two tasks are done in the wrong order.
    OrderBroken { after: String },
    /// What was ordered before has changed.
    FrozenChanged,
    /// The stated value is not the value.
    ValueWrong { stated: f64, found: f64 },
    /// The stated totals are not the sums.
    TotalWrong {
        field: &'static str,
        stated: f64,
        found: f64,
    },
}

impl Violation {
    /// The stable code, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AssetUnknown => "asset-unknown",
            Self::RouteTwice => "route-twice",
            Self::StopUnknown => "stop-unknown",
            Self::ModeUnknown => "mode-unknown",
            Self::EndsAtSea => "ends-at-sea",
            Self::PortNotAllowed => "port-not-allowed",
            Self::TimesDisordered => "times-disordered",
            Self::TooFast { .. } => "too-fast",
            Self::NoWay => "no-way",
            Self::DistanceWrong { .. } => "distance-wrong",
            Self::PlaceWrong { .. } => "place-wrong",
            Self::OutsidePlan => "outside-plan",
            Self::OutsideAssetWindow => "outside-asset-window",
            Self::FuelBelowReserve { .. } => "fuel-below-reserve",
            Self::FuelWrong { .. } => "fuel-wrong",
            Self::FuelNotThere { .. } => "fuel-not-there",
            Self::SortieTooLong { .. } => "sortie-too-long",
            Self::HoursExceeded { .. } => "hours-exceeded",
            Self::StayTooShort { .. } => "stay-too-short",
            Self::OutsideWindow => "outside-window",
            Self::WorkTooShort { .. } => "work-too-short",
            Self::NotReleased { .. } => "not-released",
            Self::ClassWrong => "class-wrong",
            Self::NoSensor => "no-sensor",
            Self::NoBoardingTeam => "no-boarding-team",
            Self::NoAuthority { .. } => "no-authority",
            Self::NotRegistered { .. } => "not-registered",
            Self::NoOfficerForAuthority { .. } => "no-officer-for-authority",
            Self::InstrumentWrong { .. } => "instrument-wrong",
            Self::NoOfficer { .. } => "no-officer",
            Self::RiderNotAllowed => "rider-not-allowed",
            Self::RiderTwice => "rider-twice",
            Self::TankerNotAllowed => "tanker-not-allowed",
            Self::TankerEmpty { .. } => "tanker-empty",
            Self::NoDaylight { .. } => "no-daylight",
            Self::SeaTooHigh { .. } => "sea-too-high",
            Self::TooManyVisits { .. } => "too-many-visits",
            Self::VisitTooSoon { .. } => "visit-too-soon",
            Self::MeetingIncomplete { .. } => "meeting-incomplete",
            Self::MeetingMissed { .. } => "meeting-missed",
            Self::MeetingAlone { .. } => "meeting-alone",
            Self::AirConflict { .. } => "air-conflict",
            Self::PinBroken { .. } => "pin-broken",
            Self::Forbidden => "forbidden",
            Self::OrderBroken { .. } => "order-broken",
            Self::FrozenChanged => "frozen-changed",
            Self::ValueWrong { .. } => "value-wrong",
            Self::TotalWrong { .. } => "total-wrong",
        }
    }
}

/// A violation and where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The asset, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Number of the stop in the asset's route, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<usize>,
    /// The task, port, tanker or officer of the stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What is wrong.
    #[serde(flatten)]
    pub violation: Violation,
}

impl Finding {
    /// About an asset as a whole.
    pub(crate) fn of_asset(asset: &str, violation: Violation) -> Self {
        Self {
            asset: Some(asset.to_owned()),
            stop: None,
            about: None,
            violation,
        }
    }

    /// About a stop.
    pub(crate) fn of_stop(asset: &str, stop: usize, about: &str, violation: Violation) -> Self {
        Self {
            asset: Some(asset.to_owned()),
            stop: Some(stop),
            about: Some(about.to_owned()),
            violation,
        }
    }

    /// About a task wherever it is done, or is not.
    pub(crate) fn of_task(task: &str, violation: Violation) -> Self {
        Self {
            asset: None,
            stop: None,
            about: Some(task.to_owned()),
            violation,
        }
    }
}
