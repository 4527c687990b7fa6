//! CISE, the information sharing environment of European maritime authorities: vessels in a Push message.
//!
//! Sources: service model 1.0 (`message.xsd`) and data model 1.5.3 (`Vessel.xsd`) of the Joint Research Centre, and the
//! messages of its simulator. Written as the simulator writes: the message in its namespace with a prefix, its fields and
//! the vessels in none. (The `any` of the payload would refuse a vessel without a namespace, which is the only form that
//! the data model declares: so message and vessels are each valid, not the two together.)
//!
//! One payload has one marking: as strict as the strictest vessel in it. Traffic Light Protocol 1 has neither `STRICT`
//! nor a word on passing on, so what may not be passed on freely is `Amber` at least, and the retention ends with the
//! first vessel to end. Markings are declared there, not enforced.

use super::item::{Item, Sort, Vessel};
use super::marking::{Cleared, Handling, Marking, Onward};
use super::report::{remark, say, tenth, vessel};
use super::xml::{self, Element};
use super::{Format, instant, stix};

const MESSAGE: &str = "http://www.cise.eu/servicemodel/v1/message/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Identifiers of vessels and messages are named in this space.
const NAMED_IN: &str = "https://vigie.invalid/cise";
/// Most vessels of one message: about 150 kB.
pub const VESSELS_MAX: usize = 100;

/// Who sends to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Id of the message, unique at the sender.
    pub id: String,
    /// Service that sends, such as `ca-ccg.vessel.push.provider`.
    pub sender: String,
    /// Service that is to get it, such as `fr-sgm.vessel.push.consumer`.
    pub recipient: String,
    /// When the message was made, milliseconds since 1970 UTC.
    pub made_ms: i64,
}

/// A Push message with these vessels. `None` when there is none, when there are more than [`VESSELS_MAX`], or when one is
/// not a vessel or was cleared for another format.
#[must_use]
pub fn push(vessels: &[Cleared<Item>], envelope: &Envelope) -> Option<Vec<u8>> {
    if vessels.len() > VESSELS_MAX {
        return None;
    }
    let all = vessels
        .iter()
        .map(|cleared| Some((vessel(cleared, Format::Cise)?, cleared.marking())));
    let all: Vec<_> = all.collect::<Option<_>>()?;
    let markings = all.iter().map(|(_, marking)| (*marking).clone());
    let marking = markings.reduce(|all, one| all.joined(&one))?;
    let mut payload = payload(&marking);
    let entities = all
        .iter()
        .map(|((item, vessel), marking)| entity(item, vessel, marking));
    payload.children.extend(entities);
    let id = stix::uuid(NAMED_IN, &envelope.id);
    let root = Element::new("ns4:Push")
        .with("xmlns:ns4", MESSAGE)
        .with("xmlns:xsi", INSTANCE)
        .holding(say("CorrelationID", id.clone()))
        .holding(say("CreationDateTime", instant::zulu_ms(envelope.made_ms)))
        .holding(say("MessageID", id))
        .holding(say("Priority", "Low"))
        .holding(service("Sender", &envelope.sender, "Provider"))
        .holding(service("Recipient", &envelope.recipient, "Consumer"))
        .holding(payload);
    Some(xml::document(&root).into_bytes())
}

fn service(name: &str, id: &str, role: &str) -> Element {
    Element::new(name)
        .holding(say("ServiceID", id))
        .holding(say("ServiceOperation", "Push"))
        .holding(say("ServiceRole", role))
        .holding(say("ServiceType", "VesselService"))
}

/// What the Traffic Light Protocol 1 has for a marking. The clearance keeps what is stricter than amber here.
fn sensitivity(marking: &Marking) -> &'static str {
    let at_least = match marking.onward {
        Onward::Allowed => Handling::Clear,
        Onward::Ask | Onward::None => Handling::Amber,
    };
    match marking.handling.max(at_least) {
        Handling::Clear => "White",
        Handling::Green => "Green",
        Handling::Amber => "Amber",
        Handling::AmberStrict | Handling::Red => "Red",
    }
}

/// The purpose of CISE for one of an agreement.
fn purpose(code: &str) -> &'static str {
    match code {
        "fisheries" => "FisheriesMonitoring",
        "safety" => "Safety",
        "security" => "Security",
        "sar" | "search-and-rescue" => "SAR",
        "environment" => "EnvironmentMonitoring",
        "customs" => "CustomsMonitoring",
        "border" => "BorderMonitoring",
        "law-enforcement" => "LawEnforcementMonitoring",
        "defence" => "DefenceMonitoring",
        _ => "NonSpecified",
    }
}

fn payload(marking: &Marking) -> Element {
    let sensitivity = sensitivity(marking);
    let sealed = marking.personal || !matches!(sensitivity, "White" | "Green");
    let mut out = Element::new("Payload")
        .with("xsi:type", "ns4:XmlEntityPayload")
        // A level of classification is a matter of law; labels here name none.
        .holding(say("InformationSecurityLevel", "NonClassified"))
        .holding(say("InformationSensitivity", sensitivity))
        .holding(say("IsPersonalData", marking.personal.to_string()))
        .holding(say("Purpose", purpose(&marking.purpose)));
    let ends = marking.expires_ms.map(instant::zulu_s);
    put(&mut out, "RetentionPeriod", ends);
    out.holding(say("EnsureEncryption", sealed.to_string()))
}

fn ship_type(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Fishing => Some("FishingVessel"),
        Sort::Cargo => Some("GeneralCargoShip"),
        Sort::Passenger => Some("PassengerShip"),
        // The list has oil tankers only, and nothing for yachts and patrol vessels.
        Sort::Tanker | Sort::Leisure | Sort::LawEnforcement => Some("Other"),
        Sort::Any | Sort::Civil | Sort::Merchant => None,
    }
}

fn put(out: &mut Element, name: &str, text: Option<String>) {
    out.children.extend(text.map(|text| say(name, text)));
}

fn entity(item: &Item, vessel: &Vessel, marking: &Marking) -> Element {
    let identity = &vessel.identity;
    let mut out = Element::new("Vessel");
    put(&mut out, "ExternalMarkings", identity.side_number.clone());
    let identifier = Element::new("Identifier")
        .holding(say("GeneratedIn", instant::zulu_s(item.time_ms)))
        .holding(say("UUID", stix::uuid(NAMED_IN, &item.id)));
    let mut comments = marking.line();
    if let Some(remark) = remark(marking, vessel) {
        comments = format!("{comments}; {remark}");
    }
    out = out
        .holding(identifier)
        .holding(Element::new("Metadata").holding(say("Comments", comments)));
    put(&mut out, "Name", identity.name.clone());
    out = out.holding(location(item.time_ms, vessel, marking));
    put(&mut out, "Nationality", identity.flag.clone());
    put(&mut out, "CallSign", identity.call_sign.clone());
    put(&mut out, "IMONumber", identity.imo.map(|it| it.to_string()));
    put(&mut out, "MMSI", identity.mmsi.map(|it| it.to_string()));
    let kind = ship_type(vessel.sort).map(str::to_owned);
    put(&mut out, "ShipType", kind);
    out
}

/// How the place is known, and by which sensor.
fn known_by(source: &str) -> (&'static str, &'static str) {
    match source {
        "ais" => ("Declaration", "AutomaticIdentificationSystem"),
        "vms" => ("Declaration", "VesselMonitoringSystem"),
        "radar" => ("Observation", "MaritimeRadar"),
        "sar" => ("Observation", "SyntheticApertureRadar"),
        "visual" => ("Observation", "Sighting"),
        "fused" => ("Correlation", "NonSpecified"),
        _ => ("NonSpecified", "NonSpecified"),
    }
}

fn location(time_ms: i64, vessel: &Vessel, marking: &Marking) -> Element {
    let geometry = Element::new("Geometry")
        .holding(say("Latitude", vessel.place.lat_text()))
        .holding(say("Longitude", vessel.place.lon_text()));
    let mut out = Element::new("LocationRel").holding(Element::new("Location").holding(geometry));
    put(&mut out, "COG", vessel.cog_ddeg.map(tenth));
    let (date, time) = instant::date_and_time(time_ms);
    let (source, sensor) = known_by(&marking.source);
    out = out
        .holding(
            Element::new("PeriodOfTime")
                .holding(say("StartDate", date))
                .holding(say("StartTime", time)),
        )
        .holding(say("SourceType", source))
        .holding(say("SensorType", sensor));
    put(&mut out, "SOG", vessel.sog_dkn.map(tenth));
    out
}
