//! `vigie key`: the node's own keys, listed, replaced, and declared not to be believed any more.

use serde_json::Value;

use super::args::KeyCommand;
use super::console::Console;
use super::failure::Failure;
use super::offline::{self, Introduction};
use crate::exit::Exit;

pub(crate) fn run(console: &Console, command: &KeyCommand) -> Result<(), Failure> {
    let shown = match command {
        KeyCommand::List { folder } => offline::open(folder, &Introduction::default())?
            .desk
            .keys_shown(),
        KeyCommand::Rotate { folder } => {
            let mut node = offline::open(folder, &Introduction::default())?;
            node.act("key-rotated", "", |desk, user| desk.rotate(user))?;
            node.desk.keys_shown()
        }
        KeyCommand::Link { folder, at_once } => {
            let mut node = offline::open(folder, &Introduction::default())?;
            node.act("link-key-changed", "", |desk, user| {
                desk.change_link_key(*at_once, user)
            })?;
            node.desk.keys_shown()
        }
        KeyCommand::Revoke { folder, key } => {
            let id = key.parse().map_err(|_unfit| {
                Failure::new(Exit::Data, "exchange").with("code", "key-unknown")
            })?;
            let mut node = offline::open(folder, &Introduction::default())?;
            node.act("key-revoked", key, |desk, user| desk.revoke(id, user))?;
            node.desk.keys_shown()
        }
    };
    if console.json {
        return console.result(&format!("{shown}\n"));
    }
    let mut lines = String::new();
    for key in shown["keys"].as_array().into_iter().flatten() {
        let text = |name: &str| key[name].as_str().unwrap_or_default().to_owned();
        let parties = key["spoken_to_by"].as_array().into_iter().flatten();
        let parties: Vec<&str> = parties.filter_map(Value::as_str).collect();
        let values = [
            ("id", text("id").into()),
            ("state", text("state").into()),
            ("fingerprint", text("fingerprint").into()),
            ("partners", parties.join(", ").into()),
        ];
        lines.push_str(&console.text("key-line", &values));
        lines.push('\n');
    }
    let link = &shown["link"];
    let text = |name: &str| link[name].as_str().unwrap_or_default().to_owned();
    let parties = link["waits_for"].as_array().into_iter().flatten();
    let parties: Vec<&str> = parties.filter_map(Value::as_str).collect();
    let line = match link["next"] {
        Value::Null => "key-link-line",
        _ => "key-link-waits",
    };
    let values = [
        ("fingerprint", text("fingerprint").into()),
        ("next", text("next").into()),
        ("partners", parties.join(", ").into()),
    ];
    lines.push_str(&console.text(line, &values));
    lines.push('\n');
    console.result(&lines)
}
