//! `vigie serve`: the watch floor as a service.

use vigie_sea::Time;

use super::args::{CellName, ServeArguments};
use super::console::Console;
use super::failure::Failure;
use super::reading;
use crate::conduct::PartOptions;
use crate::door::DoorKey;
use crate::drill::{Cell, ExerciseOptions};
use crate::exit::Exit;
use crate::outlet::{OutletOptions, OutletSpec};
use crate::partner::open::PartnerOptions;
use crate::server::{self, ServeOptions};
use crate::wire::WireTls;

pub(crate) fn run(console: &Console, arguments: &ServeArguments) -> Result<(), Failure> {
    if let Some(speed) = arguments.speed
        && !(speed.is_finite() && speed > 0.0)
    {
        return Err(Failure::new(Exit::Usage, "speed-not-positive").with("speed", speed));
    }
    let mut feed_options = reading::options(&arguments.reading)?;
    feed_options.speed = arguments.speed;
    let options = ServeOptions {
        data_dir: arguments.data.clone(),
        listen: arguments.listen,
        tls: tls(arguments),
        feeds: reading::feeds(&arguments.feeds, &arguments.reading)?,
        feed_options,
        feed_folders: arguments.feed_folders.clone(),
        reference: reading::reference(&arguments.reference)?,
        forms: arguments.forms.clone(),
        holidays: arguments.holidays.clone(),
        exercise: exercise(console, arguments)?,
        detections: reading::detections(&arguments.detections)?,
        outlet: outlet(arguments)?,
        partner: partner(arguments),
        part: part(arguments)?,
        live: arguments.live.clone(),
        prefix: String::new(),
        language: console.catalogue.language().to_owned(),
    };
    Ok(server::run(options)?)
}

fn outlet(arguments: &ServeArguments) -> Result<OutletOptions, Failure> {
    let outlets = arguments.outlets.iter().map(|text| {
        OutletSpec::parse(text)
            .map_err(|fault| Failure::new(Exit::Usage, fault.code()).with("text", text.as_str()))
    });
    let tls = WireTls::of([
        &arguments.outlet_authority,
        &arguments.outlet_certificate,
        &arguments.outlet_key,
    ]);
    Ok(OutletOptions {
        outlets: outlets.collect::<Result<_, _>>()?,
        tls,
        plain: arguments.outlet_plain,
    })
}

fn partner(arguments: &ServeArguments) -> Option<PartnerOptions> {
    let party = arguments.party.clone()?;
    Some(PartnerOptions {
        name: arguments
            .party_name
            .clone()
            .unwrap_or_else(|| party.clone()),
        party,
        listen: arguments.partner_listen,
        addresses: arguments.partner_address.clone(),
        thin: arguments.thin_link,
        thin_rate_bps: arguments.thin_rate,
        pairing: arguments.pairing.clone(),
    })
}

/// The part of a player's node that exercise control leads.
fn part(arguments: &ServeArguments) -> Result<Option<PartOptions>, Failure> {
    let (Some(address), Some(party), Some(path)) =
        (arguments.conduct, &arguments.party, &arguments.conduct_key)
    else {
        return Ok(None);
    };
    let key = std::fs::read_to_string(path).map_err(|fault| Failure::file(path, &fault))?;
    Ok(Some(PartOptions::Player {
        address,
        party: party.clone(),
        key: key.trim().to_owned(),
        branch: arguments.conduct_branch,
    }))
}

fn tls(arguments: &ServeArguments) -> Option<DoorKey> {
    let (certificate, key) = (&arguments.tls_certificate, &arguments.tls_key);
    Some(DoorKey {
        certificate: certificate.clone()?,
        key: key.clone()?,
    })
}

fn exercise(
    console: &Console,
    arguments: &ServeArguments,
) -> Result<Option<ExerciseOptions>, Failure> {
    let Some(seed) = arguments.exercise else {
        return Ok(None);
    };
    let start = arguments.exercise_start.as_deref().map(Time::parse);
    let start = start
        .transpose()
        .map_err(|fault| Failure::new(Exit::Usage, "time-unreadable").with("text", fault))?;
    let wanted = arguments
        .scenario
        .as_deref()
        .unwrap_or(crate::drill::SCENARIO);
    Ok(Some(ExerciseOptions {
        story: super::scenario::story(console, wanted)?,
        seed,
        cell: match arguments.cell {
            CellName::All => Cell::All,
            CellName::Canada => Cell::Canada,
            CellName::Japan => Cell::Japan,
        },
        start,
    }))
}
