//! What ends a command early, as code, values and exit code; the sentence comes from the catalogue.

use std::path::Path;

use fluent_bundle::FluentValue;

use crate::evidence::tables::TableError;
use crate::exit::Exit;
use crate::feed;
use crate::i18n::Catalogue;
use crate::outlet::OutletError;
use crate::partner::open::OpenError;
use crate::reference;
use crate::server::ServeError;

/// Why a command ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) code: &'static str,
    pub(crate) values: Vec<(&'static str, String)>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, code: &'static str) -> Self {
        Self {
            exit,
            code,
            values: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// A file that could not be opened, read or written.
    pub(crate) fn file(path: &Path, fault: &std::io::Error) -> Self {
        let (exit, code) = match fault.kind() {
            std::io::ErrorKind::NotFound => (Exit::Io, "file-not-found"),
            std::io::ErrorKind::PermissionDenied => (Exit::NotPermitted, "file-not-permitted"),
            _ => (Exit::Io, "file-unreadable"),
        };
        Self::new(exit, code)
            .with("path", path.display())
            .with("detail", fault)
    }

    pub(crate) fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted")
    }

    /// The sentence for the user: what, where and what to do.
    pub(crate) fn sentence(&self, catalogue: &Catalogue) -> String {
        // What the exchange refuses has a sentence of its own, the same as on the page.
        let refused = self.values.iter().find(|_| self.code == "exchange");
        if let Some(sentence) = refused.and_then(|(_, code)| catalogue.find(code, &[])) {
            return sentence;
        }
        let values: Vec<(&str, FluentValue<'_>)> = self
            .values
            .iter()
            .map(|(n, v)| (*n, FluentValue::from(in_words(catalogue, n, v))))
            .collect();
        catalogue.text(&format!("error-{}", self.code), &values)
    }

    /// The same for programs.
    pub(crate) fn json(&self, catalogue: &Catalogue) -> serde_json::Value {
        let values: serde_json::Map<String, serde_json::Value> = self
            .values
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.as_str().into()))
            .collect();
        serde_json::json!({ "error": {
            "code": self.code, "exit": self.exit as u8, "values": values,
            "message": self.sentence(catalogue),
        }})
    }
}

/// A value as the sentence says it: why rows were refused in the words of the pages.
fn in_words(catalogue: &Catalogue, name: &str, value: &str) -> String {
    let words = match name {
        "reason" => catalogue.find(&format!("fault-{value}"), &[]),
        _ => None,
    };
    words.unwrap_or_else(|| value.to_owned())
}

impl From<reference::Error> for Failure {
    fn from(error: reference::Error) -> Self {
        use vigie_watch::Error as Watch;
        let at = |code, path: &Path| Self::new(Exit::Reference, code).with("path", path.display());
        match &error {
            reference::Error::File { path, source } => Self::file(path, source),
            reference::Error::Completeness { text } => {
                Self::new(Exit::Usage, "complete-for-unreadable").with("text", text)
            }
            reference::Error::Nothing { path, reason } => {
                at("reference-gives-nothing", path).with("reason", reason)
            }
            reference::Error::NoticesComplete { text } => {
                Self::new(Exit::Usage, "notices-complete-unreadable").with("text", text)
            }
            reference::Error::Watch { path, source } => match source {
                Watch::Rules { line, detail } => at(source.code(), path)
                    .with("line", line)
                    .with("detail", detail),
                Watch::Threshold { name } => at(source.code(), path).with("name", name),
                Watch::Model { detail } | Watch::Motion { detail } | Watch::Preset { detail } => {
                    at(source.code(), path).with("detail", detail)
                }
                Watch::Json { line, column } => at(source.code(), path)
                    .with("line", line)
                    .with("column", column),
                Watch::Column { column } => at("list-column-missing", path).with("column", column),
            },
            reference::Error::Sea { path, source } => {
                let (line, reason) = match source {
                    vigie_sea::Error::Json { line, .. } => (line.to_string(), "not-json"),
                    vigie_sea::Error::Area { feature, reason } => (feature.to_string(), *reason),
                    other => (String::from("-"), other.code()),
                };
                at("area-unusable", path)
                    .with("place", line)
                    .with("reason", reason)
            }
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        let usage = |code, text: &str| Self::new(Exit::Usage, code).with("text", text);
        match error {
            ServeError::Reference(error) => error.into(),
            ServeError::Feed(error) => error.into(),
            ServeError::Folder { path, source } => Self::file(&path, &source),
            ServeError::Socket { address, source } => Self::new(Exit::Io, "socket-unavailable")
                .with("address", address)
                .with("detail", source),
            ServeError::InUse { path } => {
                Self::new(Exit::NotPermitted, "data-folder-in-use").with("path", path.display())
            }
            ServeError::ExerciseFeeds => Self::new(Exit::Usage, "exercise-takes-no-feeds"),
            ServeError::Exchange(OpenError::Party(text)) => usage("party-unfit", &text),
            ServeError::Exchange(OpenError::PartyDiffers { asked, .. }) => {
                Self::new(Exit::Usage, "party-differs").with("party", asked)
            }
            ServeError::Outlet(OutletError::Unreadable { text }) => {
                usage("outlet-unreadable", &text)
            }
            ServeError::Outlet(OutletError::Plain { text }) => usage("outlet-plain", &text),
            ServeError::Outlet(OutletError::Tls { text, detail }) => {
                usage("outlet-tls", &text).with("detail", detail)
            }
            ServeError::Outlet(OutletError::Socket { text, source }) => {
                Self::new(Exit::Io, "socket-unavailable")
                    .with("address", text)
                    .with("detail", source)
            }
            error => {
                let exit = match error {
                    ServeError::Table(TableError::Unfit { .. }) => Exit::Reference,
                    _ => Exit::Io,
                };
                Self::new(exit, "serve-ended").with("detail", error)
            }
        }
    }
}

impl From<feed::Error> for Failure {
    fn from(error: feed::Error) -> Self {
        let code = error.code();
        match &error {
            feed::Error::Address { text }
            | feed::Error::Format { text }
            | feed::Error::Map { text } => Self::new(Exit::Usage, code).with("text", text),
            feed::Error::NotFound { path } => {
                Self::new(Exit::Io, code).with("path", path.display())
            }
            feed::Error::Outside { path } | feed::Error::Special { path } => {
                Self::new(Exit::Usage, code).with("path", path.display())
            }
            feed::Error::Target { address } => {
                Self::new(Exit::Usage, code).with("address", address)
            }
            feed::Error::EmptyFolder { path } => {
                Self::new(Exit::Data, code).with("path", path.display())
            }
            feed::Error::File { path, source } => Self::file(path, source),
            feed::Error::Quarantine { path, source } => Self::new(Exit::Io, code)
                .with("path", path.display())
                .with("detail", source),
            feed::Error::Tls { address, detail } => Self::new(Exit::Usage, code)
                .with("text", address)
                .with("detail", detail),
            feed::Error::Socket { address, source } => {
                let exit = match source.kind() {
                    std::io::ErrorKind::PermissionDenied => Exit::NotPermitted,
                    _ => Exit::Io,
                };
                Self::new(exit, code)
                    .with("address", address)
                    .with("detail", source)
            }
            feed::Error::Column { name, field, found } => Self::new(Exit::Data, code)
                .with("name", name)
                .with("field", field)
                .with("found", found.join(", ")),
            feed::Error::Unclear { name } => Self::new(Exit::Data, code).with("name", name),
        }
    }
}
