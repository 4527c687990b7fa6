//! Reading an expectation from its one line.

use std::str::FromStr;

use super::model::{Expectation, Predicate, Target};
use crate::error::Error;
use crate::msel::Lapse;

/// Deepest nesting of `not`, `all` and `any`.
const DEPTH_MAX: usize = 4;
/// Longest line, bytes.
const LINE_BYTES_MAX: usize = 1_000;
/// Largest score of one expectation.
const SCORE_MAX: f64 = 1_000.0;

type Reason = &'static str;

impl FromStr for Expectation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        read(text).map_err(|reason| Error::Expectation {
            text: text.to_owned(),
            reason,
        })
    }
}

fn read(text: &str) -> Result<Expectation, Reason> {
    if text.len() > LINE_BYTES_MAX {
        return Err("too-long");
    }
    let (head, rest) = text.split_once(':').ok_or("no-colon")?;
    let mut head = head.split_whitespace();
    let (Some(id), Some(who), None) = (head.next(), head.next(), head.next()) else {
        return Err("no-id-and-party");
    };
    if !is_name(id) || !(who == "*" || is_name(who)) {
        return Err("name-unfit");
    }
    let mut reader = Reader { rest };
    let what = reader.predicate(0)?;
    let mut words = reader.rest.split_whitespace();
    let (mut within, mut late, mut score, mut partial) = (None, None, None, None);
    while let Some(word) = words.next() {
        let value = words.next().ok_or("no-value")?;
        let lapse = || {
            value
                .parse::<Lapse>()
                .map_err(|_unreadable| "time-unreadable")
        };
        let number = || {
            let number = value
                .parse::<f64>()
                .ok()
                .filter(|n| (0.0..=SCORE_MAX).contains(n));
            number.ok_or("score-unreadable")
        };
        match word {
            "within" if within.is_none() => within = Some(lapse()?),
            "late" if late.is_none() => late = Some(lapse()?),
            "score" if score.is_none() => score = Some(number()?),
            "partial" if partial.is_none() => partial = Some(number()?),
            _ => return Err("word-unknown"),
        }
    }
    Ok(Expectation {
        id: id.to_owned(),
        who: who.to_owned(),
        what,
        within: within.ok_or("no-deadline")?,
        late,
        score: score.unwrap_or(1.0),
        partial,
    })
}

/// Whether a text is a name: letters, digits, and `-_.`.
pub(crate) fn is_name(text: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=64).contains(&text.len()) && text.chars().all(good)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> &'a str {
        self.skip();
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '*');
        let end = self.rest.find(|c| !good(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        word
    }

    fn predicate(&mut self, depth: usize) -> Result<Predicate, Reason> {
        if depth > DEPTH_MAX {
            return Err("too-deep");
        }
        let name = self.word();
        if !self.take('(') {
            return Err("no-bracket");
        }
        if matches!(name, "not" | "all" | "any") {
            let mut inner = vec![self.predicate(depth + 1)?];
            while self.take(',') {
                inner.push(self.predicate(depth + 1)?);
            }
            if !self.take(')') {
                return Err("no-bracket");
            }
            return match (name, inner.len()) {
                ("not", 1) => inner
                    .pop()
                    .map(|one| Predicate::Not(Box::new(one)))
                    .ok_or("arguments"),
                ("not", _) => Err("arguments"),
                ("all", _) => Ok(Predicate::All(inner)),
                _ => Ok(Predicate::Any(inner)),
            };
        }
        let mut arguments = Vec::new();
        while !self.take(')') {
            if !arguments.is_empty() && !self.take(',') {
                return Err("no-bracket");
            }
            let word = self.word();
            if word.is_empty() {
                return Err("arguments");
            }
            arguments.push(word);
        }
        simple(name, &arguments)
    }
}

fn simple(name: &str, arguments: &[&str]) -> Result<Predicate, Reason> {
    let own = |text: &str| match text {
        "*" => Ok("*".to_owned()),
        name if is_name(name) => Ok(name.to_owned()),
        _ => Err("name-unfit"),
    };
    match (name, arguments) {
        ("alert", [kind, about]) => Ok(Predicate::Alert(own(kind)?, target(about)?)),
        ("confirmed", [kind, about]) => Ok(Predicate::Confirmed(own(kind)?, target(about)?)),
        ("track", [about]) => Ok(Predicate::Track(target(about)?)),
        ("released", [to, class, about]) => {
            Ok(Predicate::Released(own(to)?, own(class)?, target(about)?))
        }
        ("received", [from, class, about]) => {
            Ok(Predicate::Received(own(from)?, own(class)?, target(about)?))
        }
        ("planned", [about]) => Ok(Predicate::Planned(target(about)?)),
        ("tasked", [about]) => Ok(Predicate::Tasked(target(about)?)),
        ("boarded", [about]) => Ok(Predicate::Boarded(target(about)?)),
        ("accounted", [share]) => {
            let share = share.parse::<f64>().ok().filter(|s| *s > 0.0 && *s <= 1.0);
            Ok(Predicate::Accounted(share.ok_or("share-unreadable")?))
        }
        ("ack", [inject]) if is_name(inject) => Ok(Predicate::Acknowledged((*inject).to_owned())),
        ("rated", []) => Ok(Predicate::Rated),
        (
            "alert" | "confirmed" | "track" | "released" | "received" | "planned" | "tasked"
            | "boarded" | "accounted" | "ack" | "rated",
            _,
        ) => Err("arguments"),
        _ => Err("predicate-unknown"),
    }
}

fn target(text: &str) -> Result<Target, Reason> {
    if text == "*" {
        return Ok(Target::Any);
    }
    if let Some(area) = text.strip_prefix("area:") {
        return is_name(area)
            .then(|| Target::Area(area.to_owned()))
            .ok_or("name-unfit");
    }
    if let Some(note) = text.strip_prefix("truth:") {
        return is_name(note)
            .then(|| Target::Truth(note.to_owned()))
            .ok_or("name-unfit");
    }
    let digits = text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit());
    let mmsi = digits.then(|| text.parse().ok()).flatten();
    mmsi.map(Target::Ship).ok_or("target-unreadable")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_read_and_written_as_it_was() {
        for line in [
            "E1 ca-ccg: alert(gap, 412000123) within 2h score 10",
            "E2 *: not(confirmed(*, 431000001)) within 3d score 5",
            "E3 jp-jcg: all(released(ca-ccg, event, *), ack(I-010)) within 1h30min late 6h score 10 partial 2.5",
            "E4 ca-ccg: any(planned(area:tukuyu), tasked(*), boarded(*)) within 12h score 1",
            "E7 jp-jcg: alert(implausible_position, truth:shifted-130-nm) within 12h score 1",
            "E5 ca-ccg: accounted(0.9) within 2d score 20",
            "E6 jp-jcg: rated() within 1h score 3",
        ] {
            assert_eq!(line.parse::<Expectation>().unwrap().to_string(), line);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, reason) in [
            ("E1 ca-ccg alert(gap, *) within 2h", "no-colon"),
            ("E1: alert(gap, *) within 2h", "no-id-and-party"),
            ("E1 ca-ccg: alert(gap, *)", "no-deadline"),
            ("E1 ca-ccg: alert(gap) within 2h", "arguments"),
            ("E1 ca-ccg: seen(gap, *) within 2h", "predicate-unknown"),
            ("E1 ca-ccg: alert(gap, 4120) within 2h", "target-unreadable"),
            ("E1 ca-ccg: alert(gap, *) within soon", "time-unreadable"),
            (
                "E1 ca-ccg: alert(gap, *) within 2h score -1",
                "score-unreadable",
            ),
            (
                "E1 ca-ccg: not(not(not(not(not(not(rated())))))) within 2h",
                "too-deep",
            ),
            ("E1 ca-ccg: accounted(1.5) within 2h", "share-unreadable"),
            ("E1 ca-ccg: alert(gap, * within 2h", "no-bracket"),
            ("E1 ca-ccg: rated() within 2h within 3h", "word-unknown"),
        ] {
            let found = line.parse::<Expectation>();
            assert!(
                matches!(&found, Err(Error::Expectation { reason: r, .. }) if *r == reason),
                "{line}: {found:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,80}") {
            if let Ok(read) = text.parse::<Expectation>() {
                prop_assert_eq!(read.to_string().parse::<Expectation>().unwrap(), read);
            }
        }

        #[test]
        fn no_almost_right_text_breaks_the_reader(text in "E1 a: [a-z(),*: 0-9]{0,40} within 2h") {
            if let Ok(read) = text.parse::<Expectation>() {
                prop_assert_eq!(read.to_string().parse::<Expectation>().unwrap(), read);
            }
        }
    }
}
