//! FLUX vessel positions: the UN/CEFACT XML in which European fishery monitoring centres exchange VMS.
//!
//! Source: UN/CEFACT FLUX P1000-7, message `FLUXVesselPositionMessage` 4.0. It names the owner of the report and
//! carries no marking, so only what is free of every restriction is cleared for it. Centres take a report for one of a
//! vessel monitoring system: the text of the purpose says when it is none.

use super::item::{Identity, Item, Vessel};
use super::marking::Cleared;
use super::report::tenth;
use super::xml::{self, Element};
use super::{Format, instant, report};

const MESSAGE: &str = "urn:un:unece:uncefact:data:standard:FLUXVesselPositionMessage:4";
const AGGREGATE: &str =
    "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:18";
const PLAIN: &str = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:18";

/// Id of a report and the party that owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Id of the report.
    pub id: String,
    /// Owner, ISO 3166 alpha-3.
    pub owner: String,
    /// When the report was made, milliseconds since 1970 UTC.
    pub made_ms: i64,
}

/// Whether a vessel has one of the identifiers of which the format wants one.
#[must_use]
pub fn is_named(identity: &Identity) -> bool {
    !ids(identity).is_empty()
}

fn node(space: &str, name: &str) -> Element {
    Element {
        name: name.to_owned(),
        space: space.to_owned(),
        ..Element::default()
    }
}

fn ram(name: &str) -> Element {
    node(AGGREGATE, name)
}

fn time(name: &str, time_ms: i64) -> Element {
    ram(name).holding(node(PLAIN, "DateTime").saying(instant::zulu_s(time_ms)))
}

/// One report as a document. `None` for what is not a vessel, was cleared for another format, or has none of the
/// identifiers of which the format wants one.
#[must_use]
pub fn position(cleared: &Cleared<Item>, envelope: &Envelope) -> Option<Vec<u8>> {
    let (item, vessel) = report::vessel(cleared, Format::Flux)?;
    let owner = ram("OwnerFLUXParty").holding(ram("ID").saying(envelope.owner.clone()));
    let mut report = node(MESSAGE, "FLUXReportDocument")
        .holding(ram("ID").saying(envelope.id.clone()))
        .holding(time("CreationDateTime", envelope.made_ms))
        // 9: original.
        .holding(ram("PurposeCode").saying("9"));
    if let Some(remark) = report::remark(cleared.marking(), vessel) {
        report.children.push(ram("Purpose").saying(remark));
    }
    let root = node(MESSAGE, "FLUXVesselPositionMessage")
        .holding(report.holding(owner))
        .holding(means(vessel, item.time_ms)?);
    Some(xml::document(&root).into_bytes())
}

/// Identifiers with the list that each is of.
fn ids(identity: &Identity) -> Vec<(&'static str, String)> {
    let number =
        |number: Option<u32>, width: usize| number.map(|number| format!("{number:0width$}"));
    let ids = [
        ("EXT_MARKING", identity.side_number.clone()),
        ("IRCS", identity.call_sign.clone()),
        ("UVI", number(identity.imo, 7)),
        ("MMSI", number(identity.mmsi, 9)),
        ("NAME", identity.name.clone()),
    ];
    let known = ids.into_iter();
    known
        .filter_map(|(scheme, id)| Some((scheme, id?)))
        .collect()
}

fn means(vessel: &Vessel, time_ms: i64) -> Option<Element> {
    let identity = &vessel.identity;
    let ids = ids(identity);
    if ids.is_empty() {
        return None;
    }
    let mut out = node(MESSAGE, "VesselTransportMeans");
    let ids = ids.into_iter();
    let ids = ids.map(|(scheme, id)| ram("ID").with("schemeID", scheme).saying(id));
    out.children.extend(ids);
    if let Some(flag) = &identity.flag {
        out.children
            .push(ram("RegistrationVesselCountry").holding(ram("ID").saying(flag.clone())));
    }
    Some(out.holding(event(vessel, time_ms)))
}

fn event(vessel: &Vessel, time_ms: i64) -> Element {
    let mut out = ram("SpecifiedVesselPositionEvent")
        .holding(time("ObtainedOccurrenceDateTime", time_ms))
        .holding(ram("TypeCode").saying("POS"));
    if let Some(sog_dkn) = vessel.sog_dkn {
        out.children
            .push(ram("SpeedValueMeasure").saying(tenth(sog_dkn)));
    }
    if let Some(cog_ddeg) = vessel.cog_ddeg {
        out.children
            .push(ram("CourseValueMeasure").saying(tenth(cog_ddeg)));
    }
    out.holding(
        ram("SpecifiedVesselGeographicalCoordinate")
            .holding(ram("LatitudeMeasure").saying(vessel.place.lat_text()))
            .holding(ram("LongitudeMeasure").saying(vessel.place.lon_text())),
    )
}
