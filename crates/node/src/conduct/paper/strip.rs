//! The map strip.

use serde_json::json;
use vigie_exercise::report::AfterAction;

use super::{
    section,
    tongues::{Tongues, safe},
};
use crate::moment::minute;

/// The map strip: the true world over time, with a slider; ships in an incident as squares with their number.
pub(super) fn strip(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    if report.frames.is_empty() {
        section(
            out,
            tongues,
            "aar-strip",
            &format!("<p class=\"none\">{}</p>", tongues.say("aar-none")),
        );
        return;
    }
    let frames: Vec<serde_json::Value> = report
        .frames
        .iter()
        .map(|frame| {
            let round = |degrees: f64| (degrees * 100.0).round() / 100.0;
            let ships: Vec<_> = frame
                .ships
                .iter()
                .map(|(mmsi, lat, lon, hot)| {
                    json!([if *hot { *mmsi } else { 0 }, round(*lat), round(*lon)])
                })
                .collect();
            json!([minute(frame.at), ships])
        })
        .collect();
    // In a script element only `</` could end it.
    let data = serde_json::Value::from(frames)
        .to_string()
        .replace("</", "<\\/");
    let last = report.frames.len() - 1;
    let labels: Vec<String> = tongues
        .0
        .iter()
        .map(|one| safe(&one.text("aar-strip-when", &[])))
        .collect();
    let label = labels.join(" / ");
    let body = format!(
        "<p>{}</p><canvas id=\"strip\" width=\"1200\" height=\"480\" role=\"img\" aria-label=\"{label}\" aria-describedby=\"strip-ships\"></canvas>\
         <p class=\"slide\"><label>{} <input id=\"when\" type=\"range\" min=\"0\" max=\"{last}\" value=\"{last}\"></label> \
         <button type=\"button\" id=\"play\">{}</button> <output id=\"at\" for=\"when\"></output></p>\
         <p id=\"strip-ships\" class=\"mono\"></p><script type=\"application/json\" id=\"frames\">{data}</script>",
        tongues.say("aar-strip-lead"),
        tongues.say("aar-strip-when"),
        tongues.say("aar-strip-play"),
    );
    section(out, tongues, "aar-strip", &body);
}
