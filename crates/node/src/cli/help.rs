//! The command grammar with its explanations in the user's language.

use clap::{Command, CommandFactory};

use super::args::Arguments;
use crate::i18n::Catalogue;

/// The whole command with every explanation filled in.
pub(crate) fn command(catalogue: &Catalogue) -> Command {
    explain(Arguments::command(), catalogue, "help")
}

/// Fills one command: `help-watch` explains it, `help-watch-area` its argument; an argument with the
/// same meaning everywhere is explained once, as `help-arg-area`.
fn explain(mut command: Command, catalogue: &Catalogue, prefix: &str) -> Command {
    if let Some(about) = catalogue.find(prefix, &[]) {
        command = command.about(about);
    }
    if let Some(after) = catalogue.find(&format!("{prefix}-after"), &[]) {
        command = command.after_help(after);
    }
    let arguments: Vec<String> = command
        .get_arguments()
        .map(|a| a.get_id().as_str().to_owned())
        .collect();
    for id in arguments {
        let name = id.replace('_', "-");
        let text = catalogue
            .find(&format!("{prefix}-{name}"), &[])
            .or_else(|| catalogue.find(&format!("help-arg-{name}"), &[]));
        if let Some(text) = text {
            command = command.mut_arg(id, |argument| argument.help(text));
        }
    }
    let children: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    for name in children {
        let prefix = format!("{prefix}-{name}");
        command = command.mut_subcommand(name, |child| explain(child, catalogue, &prefix));
    }
    command
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::i18n::LANGUAGES;

    fn unexplained(command: &Command, path: &str, out: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        if command.get_about().is_none() {
            out.push(path.clone());
        }
        for argument in command.get_arguments() {
            if argument.get_help().is_none() {
                out.push(format!("{path} <{}>", argument.get_id()));
            }
        }
        for child in command.get_subcommands().filter(|c| c.get_name() != "help") {
            unexplained(child, &path, out);
        }
    }

    #[test]
    fn everything_on_the_command_line_is_explained_in_every_language() {
        for language in LANGUAGES {
            let mut missing = Vec::new();
            unexplained(&command(&Catalogue::new(language)), "", &mut missing);
            assert!(missing.is_empty(), "{language}: {missing:#?}");
        }
    }

    #[test]
    fn the_grammar_is_sound() {
        command(&Catalogue::new("en")).debug_assert();
    }
}
