//! People Finder Interchange Format 1.4, for family reunification: records of people who consent, with expiry.

use std::fmt::Write as _;

use vigie_sea::Time;

use crate::{ConsentRecord, Error, FunnelState, NameForm, Script};

/// Who exports, and for how long the record may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PfifSource {
    /// Domain of the exporting agency; record ids begin with it.
    pub domain: String,
    /// Name of the agency.
    pub name: String,
    /// Now.
    pub at: Time,
    /// When receivers must erase.
    pub expires: Time,
}

/// A PFIF 1.4 document. Place names are given by the caller beside each record, in words.
///
/// # Errors
/// `crisis-name-missing` for a record without a name.
pub fn write_pfif(
    source: &PfifSource,
    records: &[(ConsentRecord, String)],
) -> Result<String, Error> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pfif:pfif xmlns:pfif=\"http://zesty.ca/pfif/1.4\">\n",
    );
    for (record, place) in records {
        person(&mut xml, source, record, place)?;
    }
    xml.push_str("</pfif:pfif>\n");
    Ok(xml)
}

fn person(
    xml: &mut String,
    source: &PfifSource,
    record: &ConsentRecord,
    place: &str,
) -> Result<(), Error> {
    let first = record.names.first().ok_or(Error::NameMissing)?;
    let id = format!("{}/{}", source.domain, record.person);
    xml.push_str("  <pfif:person>\n");
    let mut tag = |name: &str, text: &str| {
        if !text.is_empty() {
            element(xml, 4, name, text);
        }
    };
    tag("person_record_id", &id);
    tag("entry_date", &seconds(source.at));
    tag("expiry_date", &seconds(source.expires));
    tag("author_name", &source.name);
    tag("source_name", &source.name);
    tag("source_date", &seconds(source.at));
    tag("full_name", &whole(first));
    tag("given_name", &first.given);
    tag("family_name", &first.family);
    let others: Vec<String> = record.names.iter().skip(1).map(whole).collect();
    tag("alternate_names", &others.join("\n"));
    let full = record.birth.filter(|birth| birth.day.is_some());
    tag("date_of_birth", &full.map(String::from).unwrap_or_default());
    note(xml, source, record, &id, place);
    xml.push_str("  </pfif:person>\n");
    Ok(())
}

fn note(xml: &mut String, source: &PfifSource, record: &ConsentRecord, id: &str, place: &str) {
    xml.push_str("    <pfif:note>\n");
    let since = Time::from_ms(record.since_ms);
    for (name, text) in [
        ("note_record_id", format!("{id}.{}", record.since_ms)),
        ("person_record_id", id.to_owned()),
        ("entry_date", seconds(source.at)),
        ("author_name", source.name.clone()),
        ("source_date", seconds(since)),
        ("status", status(record.state, record.heard_of).to_owned()),
        ("last_known_location", place.to_owned()),
        ("text", record.state.code().to_owned()),
    ] {
        if !text.is_empty() {
            element(xml, 6, name, &text);
        }
    }
    xml.push_str("    </pfif:note>\n");
}

/// What the state means to those who look for a person.
fn status(state: FunnelState, heard_of: bool) -> &'static str {
    match state {
        FunnelState::Deceased => "believed_dead",
        FunnelState::Unaccounted => "believed_missing",
        // A message that went out says nothing of who did not answer.
        FunnelState::Registered => "information_sought",
        _ if !heard_of => "information_sought",
        _ => "believed_alive",
    }
}

/// Family name first where people write it so.
fn whole(name: &NameForm) -> String {
    let text = match name.script {
        Script::Kanji | Script::Kana => format!("{} {}", name.family, name.given),
        Script::Latin | Script::Mrz => format!("{} {}", name.given, name.family),
    };
    text.trim().to_owned()
}

/// PFIF times have no fractions.
fn seconds(time: Time) -> String {
    Time::from_s(time.s()).to_string()
}

fn element(xml: &mut String, indent: usize, name: &str, text: &str) {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\n' | '\t' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => safe.push(c),
        }
    }
    // Writing to a string does not fail.
    let _written = writeln!(xml, "{:indent$}<pfif:{name}>{safe}</pfif:{name}>", "");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Consent, PersonId};

    #[test]
    fn a_record_is_whole_and_safe() {
        let name = |script, family: &str, given: &str| NameForm {
            script,
            family: family.to_owned(),
            given: given.to_owned(),
        };
        let record = ConsentRecord {
            consent: Consent::Reunification,
            person: PersonId::from_number(5),
            names: vec![
                name(Script::Latin, "O<Connor", "A&B"),
                name(Script::Kanji, "佐藤", "裕子"),
            ],
            birth: "1984-02-29".to_owned().try_into().ok(),
            nationality: None,
            state: FunnelState::Arrived,
            heard_of: true,
            since_ms: 1_772_600_000_500,
            place: None,
        };
        let source = PfifSource {
            domain: "vigie.example".to_owned(),
            name: "Agency".to_owned(),
            at: Time::from_s(1_772_700_000),
            expires: Time::from_s(1_775_300_000),
        };
        let xml = write_pfif(&source, &[(record, "Manila".to_owned())]).unwrap();
        for part in [
            "<pfif:person_record_id>vigie.example/00000000000000000000000000000005</pfif:person_record_id>",
            "<pfif:full_name>A&amp;B O&lt;Connor</pfif:full_name>",
            "<pfif:alternate_names>佐藤 裕子</pfif:alternate_names>",
            "<pfif:status>believed_alive</pfif:status>",
            "<pfif:source_date>2026-03-04T04:53:20Z</pfif:source_date>",
            "<pfif:last_known_location>Manila</pfif:last_known_location>",
        ] {
            assert!(xml.contains(part), "{part} in {xml}");
        }
    }
}
