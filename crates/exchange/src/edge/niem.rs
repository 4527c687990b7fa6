//! NIEM-M: vessel positions as the United States' maritime architecture (MISE) takes them.
//!
//! Source: information exchange package `position-3.2` (namespace `.../maritime/2.1/position/exchange/3.2`) and the
//! publish and attribute specifications of MISE 1.4. A record names the group of readers (`LEI`, `PPI`, `COI`), whether it
//! may go to the public, the nations that may have it, when it ends and the exercise it belongs to. It has no word for one
//! agency of a nation, nor for a caveat, and its groups are wider than what is for the recipient alone: what depends on
//! those is not cleared for it. Positions are latitude and longitude in degrees (WGS 84).

use super::item::{Identity, Item, Vessel};
use super::marking::{Cleared, Handling, Marking, Onward};
use super::report::{remark, say, tenth, vessel};
use super::xml::{self, Element};
use super::{Format, instant};

/// Most records of one set, as the publish specification says.
pub const RECORDS_MAX: usize = 250;
/// Namespaces by the prefixes that the sample of the package uses.
const SPACES: [(&str, &str); 5] = [
    (
        "xmlns:posex",
        "http://niem.gov/niem/domains/maritime/2.1/position/exchange/3.2",
    ),
    ("xmlns:m", "http://niem.gov/niem/domains/maritime/2.1"),
    (
        "xmlns:mda",
        "http://niem.gov/niem/domains/maritime/2.1/mda/3.2",
    ),
    ("xmlns:nc", "http://niem.gov/niem/niem-core/2.0"),
    ("xmlns:gml", "http://www.opengis.net/gml/3.2"),
];
/// Latitude and longitude on WGS 84, by the only name that the package has for it.
const WGS_84: &str = "http://metadata.dod.mil/mdr/ns/GSIP/crs/WGS84E_2D";
/// Countries that have had a code since the list of the package was made: it would refuse the record.
const NEWER_COUNTRIES: [&str; 6] = ["BES", "BLM", "CUW", "MAF", "SSD", "SXM"];

/// Who made the records, and for which nations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Nations that may have them, ISO 3166 alpha-3. What is no such code is left out.
    pub nations: Vec<String>,
    /// When they were made, milliseconds since 1970 UTC.
    pub made_ms: i64,
}

/// A text inside another element: most fields of NIEM are built so.
fn held(outer: &str, inner: &str, text: impl Into<String>) -> Element {
    Element::new(outer).holding(say(inner, text))
}

/// One record: the positions of one vessel, oldest first, and her identity as the newest has it. `None` when there is
/// none, or when one is not a vessel, is of another vessel or was cleared for another format; and without a nation that
/// may have it, for a record without one is read as for the United States.
#[must_use]
pub fn message(track: &[Cleared<Item>], envelope: &Envelope) -> Option<Vec<u8>> {
    let root = spaced(record(track, envelope, "p")?);
    Some(xml::document(&root).into_bytes())
}

/// Records of several vessels as one set to publish; each slice is the track of one. `None` as [`message`], or when
/// there are more than [`RECORDS_MAX`].
#[must_use]
pub fn set(tracks: &[&[Cleared<Item>]], envelope: &Envelope) -> Option<Vec<u8>> {
    if tracks.is_empty() || tracks.len() > RECORDS_MAX {
        return None;
    }
    let mut root = spaced(Element::new("mise-recordset"));
    root = root.with("pageElements", tracks.len().to_string());
    for (number, track) in tracks.iter().enumerate() {
        let record = record(track, envelope, &format!("r{number}p"))?;
        root.children.push(record);
    }
    Some(xml::document(&root).into_bytes())
}

fn spaced(root: Element) -> Element {
    let mut out = root;
    let spaces = SPACES.map(|(name, space)| (name.to_owned(), space.to_owned()));
    out.attributes.splice(0..0, spaces);
    out
}

fn record(track: &[Cleared<Item>], envelope: &Envelope, point: &str) -> Option<Element> {
    let all = track.iter().map(|cleared| vessel(cleared, Format::Niem));
    let all: Vec<(&Item, &Vessel)> = all.collect::<Option<_>>()?;
    let (newest, last) = all.last()?;
    if all.iter().any(|(item, _)| item.id != newest.id) {
        return None;
    }
    let markings = track.iter().map(|cleared| cleared.marking().clone());
    let marking = markings.reduce(|all, one| all.joined(&one))?;
    let mut out = head(&marking, envelope, newest, last)?;
    out.children.push(who(&last.identity));
    for (number, (item, vessel)) in all.iter().enumerate() {
        let id = format!("{point}{number}");
        out.children.push(position(item.time_ms, vessel, id));
    }
    Some(out)
}

/// Whether the list of the package has this country.
fn is_country(code: &str) -> bool {
    code.len() == 3
        && code.bytes().all(|byte| byte.is_ascii_uppercase())
        && !NEWER_COUNTRIES.contains(&code)
}

fn head(marking: &Marking, envelope: &Envelope, item: &Item, vessel: &Vessel) -> Option<Element> {
    // What is about a person is for those who may see such data; everything else for the community.
    let readers = if marking.personal { "PPI" } else { "COI" };
    let public = !marking.personal
        && marking.handling == Handling::Clear
        && marking.onward == Onward::Allowed;
    let nations = envelope.nations.iter().filter(|code| is_country(code));
    let nations: Vec<&str> = nations.map(String::as_str).collect();
    if nations.is_empty() {
        return None;
    }
    let mut out = Element::new("posex:Message")
        .with("mda:securityIndicatorText", readers)
        .with("mda:releasableIndicator", public.to_string())
        .with("mda:releasableNationsCode", nations.join(" "))
        .holding(held(
            "nc:DocumentCreationDate",
            "nc:DateTime",
            instant::zulu_s(envelope.made_ms),
        ));
    if let Some(expires_ms) = marking.expires_ms {
        let ends = instant::zulu_s(expires_ms);
        out.children
            .push(held("nc:DocumentExpirationDate", "nc:DateTime", ends));
    }
    let maker = held(
        "nc:EntityOrganization",
        "nc:OrganizationName",
        marking.originator.clone(),
    );
    out = out
        .holding(Element::new("nc:DocumentCreator").holding(maker))
        .holding(say("mda:RecordIDURI", uri(&item.id)));
    if let Some(exercise) = &marking.exercise {
        out.children
            .push(say("mda:MessageExerciseName", exercise.clone()));
    }
    let mut more = Element::new("mda:Expansion").holding(field("Marking", marking.line()));
    if let Some(remark) = remark(marking, vessel) {
        more.children.push(field("Remark", remark));
    }
    out = out
        .holding(say("mda:MessageStatusCode", "Initial"))
        .holding(say("mda:MessageSourceSystemName", "Vigie"));
    Some(out.holding(more))
}

/// The identifier with nothing in it that a URI cannot hold.
fn uri(id: &str) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    id.chars()
        .map(|letter| if fits(letter) { letter } else { '-' })
        .collect()
}

fn field(name: &str, text: String) -> Element {
    Element::new("mda:DataField")
        .holding(say("mda:DataFieldName", name))
        .holding(say("mda:DataFieldContentText", text))
}

fn who(identity: &Identity) -> Element {
    let mut out = Element::new("m:VesselAugmentation");
    let fields = [
        ("m:VesselCallSignText", identity.call_sign.clone()),
        ("m:VesselHullNumberText", identity.side_number.clone()),
        (
            "m:VesselIMONumberText",
            identity.imo.map(|imo| format!("IMO{imo:07}")),
        ),
        (
            "m:VesselMMSIText",
            identity.mmsi.map(|mmsi| format!("{mmsi:09}")),
        ),
        ("m:VesselName", identity.name.clone()),
        (
            "m:VesselNationalFlagISO3166Alpha3Code",
            identity.flag.clone().filter(|code| is_country(code)),
        ),
    ];
    for (name, text) in fields {
        if let Some(text) = text {
            out.children.push(say(name, text));
        }
    }
    Element::new("mda:Vessel").holding(out)
}

fn position(time_ms: i64, vessel: &Vessel, id: String) -> Element {
    let place = vessel.place;
    let pos = format!("{} {}", place.lat_text(), place.lon_text());
    let point = Element::new("gml:Point")
        .with("gml:id", id)
        .with("srsName", WGS_84)
        .holding(say("gml:pos", pos));
    let mut out =
        Element::new("mda:Position").holding(Element::new("m:LocationPoint").holding(point));
    if let Some(sog_dkn) = vessel.sog_dkn {
        let measure = held("mda:PositionSpeedMeasure", "nc:MeasureText", tenth(sog_dkn));
        out.children
            .push(measure.holding(say("nc:SpeedUnitCode", "kt")));
    }
    if let Some(cog_ddeg) = vessel.cog_ddeg {
        let measure = held(
            "mda:PositionCourseMeasure",
            "nc:MeasureText",
            tenth(cog_ddeg),
        );
        out.children
            .push(measure.holding(say("m:AngleUnitText", "deg")));
    }
    out.holding(held(
        "mda:PositionDateTime",
        "nc:DateTime",
        instant::zulu_s(time_ms),
    ))
}
