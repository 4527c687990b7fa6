//! One catalogue of sentences for command line, API and web, in three languages.
//!
//! The Fluent files under `locales/` are embedded in the program. Core crates speak codes; a code is
//! the id of its sentence here. A sentence missing in a language is taken from English, and an id
//! missing everywhere is shown as it is, so that nothing is ever silently blank.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

/// The languages of the program, English first: it is the fallback.
pub const LANGUAGES: [&str; 3] = ["en", "fr-CA", "ja"];

#[derive(RustEmbed)]
#[folder = "../../locales"]
struct Files;

/// The sentences of one language with English behind it.
pub struct Catalogue {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
    fallback: Option<FluentBundle<FluentResource>>,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Catalogue {
    /// The catalogue that serves `wanted`, such as `fr`, `fr_CA.UTF-8` or `ja-JP`; English otherwise.
    #[must_use]
    pub fn new(wanted: &str) -> Self {
        let language = choose(wanted);
        let fallback = (language != "en").then(|| bundle("en"));
        Self {
            language,
            bundle: bundle(language),
            fallback,
        }
    }

    /// The language chosen, one of [`LANGUAGES`].
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The sentence with this id, its variables filled in.
    #[must_use]
    pub fn text(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.find(id, args).unwrap_or_else(|| id.to_owned())
    }

    /// The sentence with this id, if any language has it.
    #[must_use]
    pub fn find(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let mut filled = FluentArgs::new();
        for (name, value) in args {
            filled.set((*name).to_owned(), value.clone());
        }
        format(&self.bundle, id, &filled).or_else(|| {
            self.fallback
                .as_ref()
                .and_then(|bundle| format(bundle, id, &filled))
        })
    }
}

fn format(bundle: &FluentBundle<FluentResource>, id: &str, args: &FluentArgs) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    // A fault here is a variable the caller did not give; Fluent then shows its name in the text.
    let mut faults = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(args), &mut faults)
            .into_owned(),
    )
}

fn bundle(language: &str) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    let prefix = format!("{language}/");
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with(&prefix))
        .collect();
    names.sort();
    for name in names {
        if let Some(text) = embedded_text(&name) {
            // A message with a syntax fault is dropped and the rest kept; a test looks for such faults.
            let resource = FluentResource::try_new(text).unwrap_or_else(|(kept, _faults)| kept);
            bundle.add_resource_overriding(resource);
        }
    }
    bundle
}

fn embedded_text(name: &str) -> Option<String> {
    Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

/// The language of the program that is meant, if it has it.
pub(crate) fn known(wanted: &str) -> Option<&'static str> {
    let primary = wanted
        .split(['-', '_', '.', '@'])
        .next()
        .unwrap_or_default();
    LANGUAGES.into_iter().find(|known| {
        known
            .split('-')
            .next()
            .is_some_and(|p| p.eq_ignore_ascii_case(primary))
    })
}

fn choose(wanted: &str) -> &'static str {
    known(wanted).unwrap_or("en")
}

/// The language asked for by the environment: `VIGIE_LANG`, `LC_ALL`, `LC_MESSAGES`, `LANG`.
#[must_use]
pub fn environment_language() -> String {
    ["VIGIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "en".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Ids and their variables in every file of one language.
    fn contents(language: &str) -> BTreeMap<String, BTreeSet<String>> {
        let prefix = format!("{language}/");
        let mut out = BTreeMap::new();
        for name in Files::iter().filter(|n| n.starts_with(&prefix)) {
            let short = name.strip_prefix(&prefix).unwrap().to_owned();
            let text = embedded_text(&name).unwrap();
            if let Err((_, faults)) = FluentResource::try_new(text.clone()) {
                panic!("{name} has faults: {faults:?}");
            }
            let mut id = String::new();
            for line in text.lines() {
                let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
                if let Some((head, _)) = line.split_once('=').filter(|_| starts) {
                    id = format!("{short}:{}", head.trim());
                    assert!(
                        out.insert(id.clone(), BTreeSet::new()).is_none(),
                        "{id} twice"
                    );
                }
                let Some(variables) = out.get_mut(&id) else {
                    continue;
                };
                for piece in line.split('$').skip(1) {
                    let end =
                        piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
                    variables.insert(piece[..end.unwrap_or(piece.len())].to_owned());
                }
            }
        }
        out
    }

    #[test]
    fn every_file_has_the_same_sentences_and_variables_in_every_language() {
        let english = contents("en");
        assert!(english.len() > 20);
        for language in &LANGUAGES[1..] {
            let other = contents(language);
            let missing: Vec<_> = english.keys().filter(|k| !other.contains_key(*k)).collect();
            let extra: Vec<_> = other.keys().filter(|k| !english.contains_key(*k)).collect();
            assert!(missing.is_empty(), "{language} lacks {missing:?}");
            assert!(extra.is_empty(), "{language} has more: {extra:?}");
            for (id, variables) in &english {
                assert_eq!(variables, &other[id], "variables of {id} in {language}");
            }
        }
    }

    #[test]
    fn languages_are_found_by_their_usual_names() {
        for (wanted, language) in [
            ("fr_CA.UTF-8", "fr-CA"),
            ("FR", "fr-CA"),
            ("ja_JP", "ja"),
            ("ja", "ja"),
            ("C", "en"),
            ("", "en"),
            ("de_DE", "en"),
            ("en-GB", "en"),
        ] {
            assert_eq!(Catalogue::new(wanted).language(), language, "{wanted}");
        }
    }

    #[test]
    fn an_unknown_id_is_shown_and_never_blank() {
        assert_eq!(Catalogue::new("ja").text("no-such-id", &[]), "no-such-id");
    }

    #[test]
    fn the_three_languages_differ() {
        let texts: BTreeSet<String> = LANGUAGES
            .iter()
            .map(|l| Catalogue::new(l).text("error-file-not-found", &[("path", "x".into())]))
            .collect();
        assert_eq!(texts.len(), 3);
        assert!(texts.iter().all(|t| t.contains('x')));
    }
}
