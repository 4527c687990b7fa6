//! Moments as people read them.

use vigie_sea::Time;

/// UTC, to the minute: `2026-07-06 03:00Z`.
pub(crate) fn minute(time: Time) -> String {
    let text = time.to_string();
    text.get(..16)
        .map_or_else(|| text.clone(), |t| format!("{}Z", t.replace('T', " ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_minute_is_short() {
        let time = Time::parse("2026-07-06T23:59:59.999Z").unwrap();
        assert_eq!(minute(time), "2026-07-06 23:59Z");
    }
}
