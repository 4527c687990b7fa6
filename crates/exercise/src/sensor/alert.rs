//! Alerts in the Common Alerting Protocol (OASIS CAP 1.2): status Exercise, one info block per language, and the mark in every
//! headline.

use core::fmt::Write;

use vigie_sea::Time;

use super::{Look, ReportFormat, SensorReport};
use crate::routine::after_h;
use crate::scenario::IncidentSpec;

/// From the incident to the alert, hours.
const DELAY_H: f64 = 0.05;

pub(crate) fn report(look: &Look<'_>, said: &mut Vec<SensorReport>) {
    for incident in &look.world.file.incidents {
        let time = incident.at.on(look.world.start());
        if look.window().contains(time) {
            said.push(SensorReport {
                at: after_h(time, DELAY_H),
                sensor: incident.id.clone(),
                kind: "alert",
                partner: "both".to_owned(),
                format: ReportFormat::Cap,
                header: None,
                body: cap(incident, time),
            });
        }
    }
}

fn cap(incident: &IncidentSpec, time: Time) -> String {
    let zoned = |t: Time| t.to_string().replace('Z', "-00:00");
    let category = match incident.kind {
        "earthquake" | "tsunami" | "volcano" => "Geo",
        "storm" => "Met",
        "fire" => "Fire",
        "oil" => "Env",
        "cyber" => "Infra",
        _ => "Safety",
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n\
         <identifier>EX-{}-{}</identifier>\n<sender>exercise@vigie.invalid</sender>\n<sent>{}</sent>\n<status>Exercise</status>\n\
         <msgType>Alert</msgType>\n<scope>Public</scope>\n<note>EXERCISE EXERCICE 演習</note>\n",
        escaped(&incident.id),
        time.s(),
        zoned(after_h(time, DELAY_H)),
    );
    let languages = [
        ("en-CA", "EXERCISE", &incident.title.en, &incident.text.en),
        ("fr-CA", "EXERCICE", &incident.title.fr, &incident.text.fr),
        ("ja-JP", "演習", &incident.title.ja, &incident.text.ja),
    ];
    for (language, mark, title, text) in languages {
        let _ok = write!(
            out,
            "<info>\n<language>{language}</language>\n<category>{category}</category>\n<event>{kind}</event>\n\
             <urgency>Immediate</urgency>\n<severity>{severity}</severity>\n<certainty>Observed</certainty>\n\
             <onset>{onset}</onset>\n<expires>{expires}</expires>\n<headline>{mark} {title}</headline>\n\
             <description>{mark} {text}</description>\n<area>\n<areaDesc>{mark} {title}</areaDesc>\n\
             <circle>{lat:.4},{lon:.4} {radius:.1}</circle>\n</area>\n</info>\n",
            kind = incident.kind,
            severity = incident.severity,
            onset = zoned(time),
            expires = zoned(after_h(time, incident.hours)),
            title = escaped(title),
            text = escaped(text),
            lat = incident.place.lat_deg,
            lon = incident.place.lon_deg,
            radius = incident.radius_km,
        );
    }
    out.push_str("</alert>\n");
    out
}

/// Text of XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
