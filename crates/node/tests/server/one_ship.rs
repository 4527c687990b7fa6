//! A world of one ship and one receiver, for exercises about something else.

use serde_json::Value;

use crate::conduct::Exercise;

const REST: &str = r#"satellites = 0
title = { en = "Strait", "fr-CA" = "Détroit", ja = "海峡" }
situation = { en = "One ship.", "fr-CA" = "Un navire.", ja = "1隻。" }

[[sensor]]
id = "EXNORTH"
kind = "shore_ais"
partner = "both"
mmsi = 3669999
at = [42.65, 146.3]

[[vessel]]
id = "one"
gear = "merchant"
flag = "PAN"
at = [42.6, 146.3]
does = [{ do = "transit", to = [41.5, 150.0], kn = 12 }]
"#;

/// The scenario under a code, of so many hours.
pub(crate) fn world(code: &str, hours: u32) -> String {
    format!("code = \"{code}\"\nhours = {hours}\n{REST}")
}

/// How the exercise stands once both players' nodes are connected.
pub(crate) fn seated(exercise: &Exercise) -> Value {
    exercise.standing(|now| {
        let seats = now["seats"].as_array().unwrap();
        seats.iter().all(|seat| seat["connected"] == true)
    })
}
