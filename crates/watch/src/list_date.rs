//! The date of a list, which often stands in its file's name only.

use vigie_sea::Time;

use crate::ListInfo;

impl ListInfo {
    /// The date in a list's file name: eight digits, with or without `-` between, at midnight UTC.
    #[must_use]
    pub fn date_in(name: &str) -> Option<Time> {
        let digits: Vec<(usize, u8)> = name
            .bytes()
            .enumerate()
            .filter(|(_, b)| b.is_ascii_digit())
            .collect();
        digits.windows(8).find_map(|window| {
            let (first, last) = (window.first()?.0, window.last()?.0);
            let between = name.get(first..=last)?;
            let plain: String = between.chars().filter(char::is_ascii_digit).collect();
            let joined =
                last - first == 7 || (last - first == 9 && between.split('-').count() == 3);
            let iso = format!(
                "{}-{}-{}",
                plain.get(..4)?,
                plain.get(4..6)?,
                plain.get(6..8)?
            );
            let plausible = matches!(plain.get(..2), Some("19" | "20"));
            (joined && plausible).then(|| Time::parse(&iso).ok())?
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_date_is_found_in_a_name() {
        for name in [
            "IUUList-20251108.csv",
            "list_2025-11-08.csv.gz",
            "v2-20251108",
        ] {
            assert_eq!(
                ListInfo::date_in(name).unwrap().to_string(),
                "2025-11-08T00:00:00Z",
                "{name}"
            );
        }
        for name in ["list.csv", "list-12345678.csv", "20251340.csv", "2025.csv"] {
            assert_eq!(ListInfo::date_in(name), None, "{name}");
        }
    }
}
