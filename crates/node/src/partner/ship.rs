//! A ship as the watch knows it, ranked or not: to be released by an officer, and to be compared with what partners say.

use serde_json::{Value as Json, json};
use vigie_exchange::channel::Priority;
use vigie_watch::{SourceKind, Vessel, is_unnumbered};

use super::matter::{Matter, Speaker, VESSEL, title_of};
use crate::live::ListEntry;

/// What this node knows of a ship.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ship {
    pub(crate) mmsi: u32,
    name: Option<String>,
    call_sign: Option<String>,
    imo: Option<u32>,
    flag: Option<String>,
    gear: Option<String>,
    ship_type: Option<u8>,
    length_m: Option<u16>,
    /// Newest place, unless a vessel monitoring system gave it: that leaves as its own kind alone.
    seen: Option<Seen>,
}

/// Where and when: latitude and longitude in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    at_ms: i64,
    lat_deg: f64,
    lon_deg: f64,
    sog_kn: Option<f64>,
    cog_deg: Option<f64>,
}

impl Ship {
    /// Of the tracks of one MMSI, the newest.
    pub(crate) fn newest(tracks: &[&Vessel]) -> Option<Self> {
        let vessel = tracks.iter().max_by_key(|vessel| vessel.last.time)?;
        let identity = &vessel.identity;
        let seen = Seen {
            at_ms: vessel.last.time.ms(),
            lat_deg: vessel.last.position.lat_deg(),
            lon_deg: vessel.last.position.lon_deg(),
            sog_kn: vessel.last_sog_kn,
            cog_deg: vessel.last_cog_deg,
        };
        Some(Self {
            mmsi: vessel.mmsi,
            name: identity.name.clone(),
            call_sign: identity.call_sign.clone(),
            imo: identity.imo,
            flag: vessel.flag().map(str::to_owned),
            gear: vessel.gear().map(str::to_owned),
            ship_type: identity.ship_type,
            length_m: identity.length_m,
            seen: (vessel.source != SourceKind::Vms).then_some(seen),
        })
    }

    /// As the ranked list has it, for a comparison.
    pub(crate) fn listed(entry: &ListEntry) -> Self {
        let r = &entry.ranked;
        Self {
            mmsi: r.mmsi,
            name: r.name.clone(),
            call_sign: r.call_sign.clone(),
            imo: r.imo,
            flag: r.flag.clone(),
            ..Self::default()
        }
    }

    /// Where a partner says something else about the ship than we know, `body` being what it says: told, never overwritten.
    pub(crate) fn differences(&self, body: &Json) -> Vec<Json> {
        let text = |name: &str| match &body[name] {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let pairs = [
            ("name", self.name.clone()),
            ("call_sign", self.call_sign.clone()),
            ("flag", self.flag.clone()),
            ("imo", self.imo.map(|imo| imo.to_string())),
        ];
        pairs
            .into_iter()
            .map(|(field, own)| (field, own, text(field)))
            .filter(|(_, own, theirs)| own.is_some() && theirs.is_some() && own != theirs)
            .map(|(field, own, theirs)| json!({"field": field, "own": own, "theirs": theirs}))
            .collect()
    }
}

impl Speaker {
    /// A ship that is not on the ranked list: without points, for it has none.
    pub(crate) fn ship(&self, ship: &Ship) -> Option<Matter> {
        let mut body = json!({
            "name": ship.name, "call_sign": ship.call_sign, "imo": ship.imo, "flag": ship.flag,
            "gear": ship.gear, "ship_type": ship.ship_type, "length_m": ship.length_m,
        });
        if !is_unnumbered(ship.mmsi) {
            // A number that this node gave means nothing elsewhere.
            body["mmsi"] = json!(ship.mmsi);
        }
        if let Some(seen) = &ship.seen {
            body["place"] = json!({"lat": seen.lat_deg, "lon": seen.lon_deg});
            body["seen_ms"] = json!(seen.at_ms);
            body["sog_kn"] = json!(seen.sog_kn);
            body["cog_deg"] = json!(seen.cog_deg);
        }
        Some(Matter {
            subject: self.seen_vessel(ship.mmsi, &body)?,
            id: ship.mmsi.to_string(),
            title: title_of(ship.name.as_deref(), ship.mmsi),
            priority: Priority::Latest,
            key: Some(u64::from(ship.mmsi)),
        })
    }

    fn seen_vessel(&self, mmsi: u32, body: &Json) -> Option<vigie_exchange::Subject> {
        let label = self.label(vigie_exchange::Level::Community);
        self.labelled(VESSEL, &mmsi.to_string(), label, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_partner_says_otherwise_is_told_field_by_field() {
        let ship = Ship {
            mmsi: 431_000_010,
            name: Some("MARU".to_owned()),
            imo: Some(9_074_729),
            flag: Some("JPN".to_owned()),
            ..Ship::default()
        };
        let said = json!({"name": "EX MARU", "imo": 9_074_729, "call_sign": "7JAB", "flag": null});
        let want = json!({"field": "name", "own": "MARU", "theirs": "EX MARU"});
        assert_eq!(ship.differences(&said), [want]);
    }
}
