//! `vigie serve`: the watch floor as a service.

use super::args::ServeArguments;
use super::console::Console;
use super::failure::Failure;
use super::reading;
use crate::exit::Exit;
use crate::server::{self, ServeOptions};

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
        feeds: reading::feeds(&arguments.feeds, &arguments.reading)?,
        feed_options,
        reference: reading::reference(&arguments.reference)?,
        exercise_seed: arguments.exercise,
        language: console.catalogue.language().to_owned(),
    };
    server::run(options)
        .map_err(|fault| Failure::new(Exit::Io, "serve-ended").with("detail", fault))
}
