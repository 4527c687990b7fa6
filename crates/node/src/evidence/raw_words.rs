//! On paper: which rows of the tracks rest on bytes as they were received, and why others do not.

use serde_json::Value;

use super::{gather::Material, sheet::Line};
use crate::i18n::Catalogue;

/// One line for each feed, and one for each reason why rows have no raw line.
pub(super) fn raw_lines(material: &Material, catalogue: &Catalogue) -> Vec<Line> {
    let text = |id: &str| catalogue.text(id, &[]);
    let mut lines = vec![Line::Heading(text("raw-title"))];
    if material.raw.tallies.is_empty() {
        lines.push(Line::Text(text("raw-summary-none")));
    }
    for (feed, tally) in &material.raw.tallies {
        let counts = [
            ("lines", tally.lines.into()),
            ("whole", tally.whole.into()),
            ("place", tally.place.into()),
            ("present", tally.present.into()),
        ];
        let told = catalogue.text("raw-summary", &counts);
        lines.push(Line::Pair(name_of(material, *feed), told));
        for (why, count) in &tally.without {
            let reason = text(&format!("raw-why-{why}"));
            let values = [("count", (*count).into()), ("reason", reason.into())];
            lines.push(Line::Text(catalogue.text("raw-without", &values)));
        }
    }
    lines.push(Line::Text(text("raw-summary-hint")));
    lines
}

/// The address of a feed.
fn name_of(material: &Material, feed: u16) -> String {
    let all = material.feeds.as_array().into_iter().flatten();
    let mut known = all.filter(|one| one.get("feed").and_then(Value::as_u64) == Some(feed.into()));
    let address = known.next().and_then(|one| one.get("address")?.as_str());
    format!("{feed} {}", address.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super::{RawEvidence, raw_pack::Tally, raw_sought::REASONS};
    use super::*;
    use crate::i18n::LANGUAGES;

    #[test]
    fn every_reason_is_told_in_words_in_three_languages() {
        let tally = Tally {
            lines: 7,
            whole: 5,
            place: 1,
            present: 1,
            without: REASONS.into_iter().map(|why| (why, 2)).collect(),
        };
        let material = Material {
            feeds: json!([{"feed": 3, "address": "udp://0.0.0.0:10110"}]),
            raw: RawEvidence {
                tallies: BTreeMap::from([(3, tally)]),
                ..RawEvidence::default()
            },
            ..Material::default()
        };
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            let words = format!("{:?}", raw_lines(&material, &catalogue));
            assert!(words.contains("3 udp://0.0.0.0:10110"), "{words}");
            assert!(!words.contains("raw-"), "{language}: {words}");
            let none = format!("{:?}", raw_lines(&Material::default(), &catalogue));
            assert!(!none.contains("raw-"), "{language}: {none}");
        }
    }
}
