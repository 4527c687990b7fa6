//! `vigie completions` and `vigie man`: both made from the command grammar itself.

use std::path::Path;

use clap_complete::Shell;

use super::console::Console;
use super::failure::Failure;
use super::help;
use crate::exit::Exit;
use crate::export::Whole;

pub(crate) fn completions(console: &Console, shell: Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(
        shell,
        &mut help::command(&console.catalogue),
        "vigie",
        &mut text,
    );
    console.result(&String::from_utf8_lossy(&text))
}

/// The man page on standard output, or one page for each command in a folder.
pub(crate) fn man(console: &Console, folder: Option<&Path>) -> Result<(), Failure> {
    let mut command = help::command(&console.catalogue);
    command.build();
    match folder {
        None => console.result(&String::from_utf8_lossy(&page(&command)?)),
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|fault| Failure::file(folder, &fault))?;
            pages(&command, folder)
        }
    }
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    match clap_mangen::Man::new(command.clone()).render(&mut text) {
        Ok(()) => Ok(text),
        Err(fault) => Err(Failure::new(Exit::Io, "output-unwritable").with("detail", fault)),
    }
}

fn pages(command: &clap::Command, folder: &Path) -> Result<(), Failure> {
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name());
    let path = folder.join(format!("{name}.1"));
    Whole::write(&path, &page(command)?).map_err(|fault| Failure::file(&path, &fault))?;
    command
        .get_subcommands()
        .filter(|child| child.get_name() != "help")
        .try_for_each(|child| pages(child, folder))
}
