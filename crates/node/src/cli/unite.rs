//! `vigie crisis unite`: two crises that two partners opened apart are made one, through a node that runs. The same doors as
//! the page's, with the same rights.

use serde_json::{Value, json};

use super::{
    args::CrisisCommand, console::Console, crisis::lines, failure::Failure, online::Online,
};

pub(super) fn run(console: &Console, command: &CrisisCommand) -> Result<(), Failure> {
    let CrisisCommand::Unite {
        node,
        crisis,
        partner,
        theirs,
        purpose,
        buses,
        send,
        accept,
        refuse,
        end,
    } = command
    else {
        return Ok(());
    };
    let online = Online::new(&node.node, &node.token)?;
    let door = format!("/api/v1/crises/{crisis}/unions");
    let (Some(partner), Some(theirs)) = (partner, theirs) else {
        let all = online.get(&door)?;
        return show(console, &all, &list(&all));
    };
    let whom = json!({"party": partner, "theirs": theirs, "purpose": purpose});
    let with = |name: &str, value: Value| {
        let mut wish = whom.clone();
        wish[name] = value;
        wish
    };
    if *accept || *refuse {
        let said = online.post(&format!("{door}/answer"), &with("accept", json!(accept)))?;
        return show(console, &said, &lines(&said));
    }
    if *end {
        let said = online.post(&format!("{door}/end"), &whom)?;
        return show(console, &said, &lines(&said));
    }
    let mut wish = with("buses", json!(buses));
    wish["dry"] = json!(!send);
    let look = online.post(&door, &wish)?;
    show(console, &look, &looked(&look))
}

fn show(console: &Console, value: &Value, text: &str) -> Result<(), Failure> {
    if console.json {
        return console.result(&format!("{value}\n"));
    }
    console.result(&format!("{text}\n"))
}

/// Pairs of places, then what differs, one a line.
fn looked(look: &Value) -> String {
    let rows = |name: &str| look[name].as_array().cloned().unwrap_or_default();
    let mut out: Vec<Value> = Vec::new();
    for pair in rows("pairs") {
        out.push(json!({"pair": pair["our_name"], "theirs": pair["their_name"]}));
    }
    for one in rows("differences") {
        out.push(json!({
            "differs": one["what"], "of": one["name"], "ours": one["ours"], "theirs": one["theirs"], "blocks": one["blocks"],
        }));
    }
    out.push(json!({"blocked": look["blocked"], "denied": look["denied"]}));
    lines(&Value::Array(out))
}

fn list(all: &Value) -> String {
    let rows = |name: &str| all[name].as_array().cloned().unwrap_or_default();
    let mut out: Vec<Value> = Vec::new();
    for one in rows("waiting") {
        out.push(json!({"state": "waiting", "party": one["party"], "theirs": one["theirs"], "name": one["name"]}));
    }
    for one in rows("unions") {
        out.push(json!({"state": one["state"], "party": one["party"], "theirs": one["theirs"], "name": one["name"], "lead": one["lead"]}));
    }
    lines(&Value::Array(out))
}
