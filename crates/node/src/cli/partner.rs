//! `vigie partner`: partners met, listed and left without a network and without a page.

use std::path::Path;

use serde_json::{Value, json};

use super::args::PartnerCommand;
use super::console::Console;
use super::failure::Failure;
use super::offline::{self, Introduction};
use super::online::Online;
use super::partner_position;
use crate::exit::Exit;
use crate::export::Whole;
use crate::partner::card::Card;

/// An invitation is a key, a name and addresses.
const FILE_BYTES_MAX: u64 = 65_536;

pub(crate) fn run(console: &Console, command: &PartnerCommand) -> Result<(), Failure> {
    match command {
        PartnerCommand::Invite {
            folder,
            party_name,
            partner_address,
            out,
        } => {
            let introduction = Introduction {
                name: party_name.clone(),
                addresses: partner_address.clone(),
            };
            let mut node = offline::open(folder, &introduction)?;
            let made = node.act("invitation-made", "", |desk, _| Ok(desk.invitation()))?;
            invite(console, &made, out.as_deref())
        }
        PartnerCommand::Accept {
            folder,
            file,
            fingerprint,
        } => {
            let text = read(file)?;
            let card = Card::parse(&text);
            let card = card
                .map_err(|fault| Failure::new(Exit::Data, "exchange").with("code", fault.code()))?;
            let Some(said) = fingerprint else {
                return Err(compare(console, &card));
            };
            let mut node = offline::open(folder, &Introduction::default())?;
            let party = card.party.as_str();
            node.act("partner-accepted", party, |desk, user| {
                desk.accept(&text, said, user).map(drop)
            })?;
            tell_partner(console, "cli-partner-accepted", party)
        }
        PartnerCommand::List { folder } => {
            let node = offline::open(folder, &Introduction::default())?;
            list(console, &node.desk.roll())
        }
        PartnerCommand::Remove { folder, partner } => {
            let mut node = offline::open(folder, &Introduction::default())?;
            let party = partner.parse().map_err(|_unfit| {
                Failure::new(Exit::Data, "exchange").with("code", "partner-unknown")
            })?;
            node.act("partner-removed", partner, |desk, user| {
                desk.remove(&party, user).map(drop)
            })?;
            tell_partner(console, "cli-partner-removed", partner)
        }
        PartnerCommand::Positions {
            partner,
            format,
            purpose,
            mmsi,
            from,
            to,
            out,
            node,
        } => {
            let wish = json!({
                "format": format, "purpose": purpose, "mmsis": mmsi, "from": from, "to": to,
            });
            let node = Online::new(&node.node, &node.token)?;
            partner_position::write(console, &node, partner, wish, out)
        }
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    let fault = |fault: std::io::Error| Failure::file(file, &fault);
    let size = std::fs::metadata(file).map_err(fault)?.len();
    if size > FILE_BYTES_MAX {
        return Err(Failure::new(Exit::Data, "exchange").with("code", "invitation-unreadable"));
    }
    std::fs::read_to_string(file).map_err(fault)
}

fn invite(console: &Console, made: &Value, out: Option<&Path>) -> Result<(), Failure> {
    let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
    let (invitation, fingerprint) = (text("invitation"), text("fingerprint"));
    match out {
        Some(path) => Whole::write(path, invitation.as_bytes())
            .map_err(|fault| Failure::file(path, &fault))?,
        None if console.json => return console.result(&format!("{made}\n")),
        None => console.result(&invitation)?,
    }
    if console.json {
        return console.result(&format!("{}\n", json!({ "fingerprint": fingerprint })));
    }
    console.tell(&console.text(
        "partner-fingerprint",
        &[("fingerprint", fingerprint.into())],
    ));
    Ok(())
}

/// What is to be read aloud before the invitation can be accepted.
fn compare(console: &Console, card: &Card) -> Failure {
    let fingerprint = card.fingerprint().unwrap_or_default();
    let shown = [
        ("name", card.name.as_str().into()),
        ("party", card.party.as_str().into()),
        ("fingerprint", fingerprint.clone().into()),
    ];
    console.tell(&console.text("partner-compare", &shown));
    Failure::new(Exit::Data, "fingerprint-missing")
        .with("party", &card.party)
        .with("fingerprint", fingerprint)
}

fn tell_partner(console: &Console, id: &str, party: &str) -> Result<(), Failure> {
    if console.json {
        return console.result(&format!("{}\n", json!({"done": id, "party": party})));
    }
    console.result(&(console.text(id, &[("party", party.into())]) + "\n"))
}

fn list(console: &Console, roll: &Value) -> Result<(), Failure> {
    if console.json {
        return console.result(&format!("{roll}\n"));
    }
    let mut lines = String::new();
    let own = &roll["own"];
    for (id, one) in std::iter::once(("partner-own", own)).chain(
        roll["partners"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| ("partner-line", one)),
    ) {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let shown = [
            ("party", text("party").into()),
            ("name", text("name").into()),
            ("state", text("state").into()),
            ("fingerprint", text("fingerprint").into()),
        ];
        lines.push_str(&console.text(id, &shown));
        lines.push('\n');
    }
    console.result(&lines)
}
