//! `vigie evacuate close` and `reopen`: the boarding of a leg, through a node that runs. The same doors as the page's, with
//! the same rights.

use serde_json::{Map, Value, json};

use super::{
    args::EvacuateCommand, console::Console, crisis::lines, failure::Failure, online::Online,
};
use crate::exit::Exit;

pub(super) fn run(console: &Console, command: &EvacuateCommand) -> Result<(), Failure> {
    match command {
        EvacuateCommand::Close {
            node,
            crisis,
            leg,
            at,
            family,
            partner,
            look,
        } => {
            let online = Online::new(&node.node, &node.token)?;
            let door = door(crisis, leg);
            if *look {
                return show(console, &online.get(&format!("{door}/boarding"))?);
            }
            let mut wish = json!({"families": decisions(family)?, "partners": counts(partner)?});
            if let Some(at) = at {
                wish["at"] = json!(at);
            }
            let said = online.post(&format!("{door}/close"), &wish)?;
            show(console, &said)
        }
        EvacuateCommand::Reopen {
            node,
            crisis,
            leg,
            reason,
        } => {
            let online = Online::new(&node.node, &node.token)?;
            let wish = json!({ "reason": reason });
            let said = online.post(&format!("{}/reopen", door(crisis, leg)), &wish)?;
            show(console, &said)
        }
    }
}

fn door(crisis: &str, leg: &str) -> String {
    format!("/api/v1/crises/{crisis}/manifests/{leg}")
}

fn unfit(word: &str) -> Failure {
    Failure::new(Exit::Usage, "evacuate-word-unfit").with("word", word)
}

/// `FAMILY=part` or `FAMILY=together`.
fn decisions(said: &[String]) -> Result<Map<String, Value>, Failure> {
    let one = |word: &String| {
        let (family, decision) = word.split_once('=').ok_or_else(|| unfit(word))?;
        match decision {
            "part" | "together" => Ok((family.to_owned(), json!(decision))),
            _ => Err(unfit(word)),
        }
    };
    said.iter().map(one).collect()
}

/// `CODE=4` or `CODE=4/1`: seats, and stretcher places.
fn counts(said: &[String]) -> Result<Map<String, Value>, Failure> {
    let one = |word: &String| {
        let (code, count) = word.split_once('=').ok_or_else(|| unfit(word))?;
        let (seats, stretchers) = count.split_once('/').unwrap_or((count, "0"));
        let number = |text: &str| text.parse::<u32>().map_err(|_form| unfit(word));
        Ok((
            code.to_owned(),
            json!([number(seats)?, number(stretchers)?]),
        ))
    };
    said.iter().map(one).collect()
}

/// Everything as JSON; for people the figures, the families that are in two parts, and scans that contradict.
fn show(console: &Console, said: &Value) -> Result<(), Failure> {
    if console.json {
        return console.result(&format!("{said}\n"));
    }
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    let closing = &said["closing"];
    let mut rows = vec![match closing["in_force"] == json!(true) {
        true => json!({
            "leg": said["leg"]["name"], "closed_ms": closing["closed_ms"], "aboard": count(&closing["aboard"]),
            "no_shows": count(&closing["absent"]), "empty": closing["empty"], "digest": closing["digest"],
        }),
        false => json!({
            "leg": said["leg"]["name"], "aboard": count(&said["aboard"]), "expected": count(&said["waiting"]),
            "standby": count(&said["standby"]), "places": said["places"],
        }),
    }];
    for family in said["families"].as_array().into_iter().flatten() {
        rows.push(json!({
            "family": family["group"], "aboard": count(&family["aboard"]), "ashore": count(&family["ashore"]),
            "minor_alone": family["minor_alone"],
        }));
    }
    for (code, one) in said["partners"].as_object().into_iter().flatten() {
        rows.push(json!({"partner": code, "planned": one["planned"], "held": one["held"], "embarked": one["embarked"]}));
    }
    for late in said["late"].as_array().into_iter().flatten() {
        rows.push(json!({
            "late": late["kind"], "person": late["id"], "scanned_ms": late["scanned_ms"], "device": late["device"],
            "closed_ms": late["closed_ms"],
        }));
    }
    console.result(&format!("{}\n", lines(&Value::Array(rows))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn decisions_and_counts_are_read_or_refused() {
        let said = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let both = decisions(&said(&["aa=part", "bb=together"])).unwrap();
        assert_eq!(json!(both), json!({"aa": "part", "bb": "together"}));
        assert!(decisions(&said(&["aa=stay"])).is_err() && decisions(&said(&["aa"])).is_err());
        let both = counts(&said(&["CA=4", "JP=3/1"])).unwrap();
        assert_eq!(json!(both), json!({"CA": [4, 0], "JP": [3, 1]}));
        assert!(counts(&said(&["CA=-1"])).is_err() && counts(&said(&["CA=1/x"])).is_err());
    }
}
