//! Words of a register in English, French and Japanese: yes and no, who may use a seat, what somebody answered. A word that
//! is in no list is nobody's to guess.

use super::column::plain;
use crate::{Eligibility, Reply};

/// Words and what they mean. They are written as [`plain`] gives them.
type Words<T> = &'static [(T, &'static [&'static str])];

const BLANK: Words<()> = &[((), &["-", "–", "—", "?", "unknown", "inconnu", "不明"])];
const TRUTH: Words<bool> = &[
    (
        true,
        &[
            "1",
            "yes",
            "y",
            "true",
            "oui",
            "o",
            "vrai",
            "はい",
            "同意",
            "同意する",
            "有",
            "○",
            "〇",
        ],
    ),
    (
        false,
        &[
            "0",
            "no",
            "n",
            "false",
            "non",
            "faux",
            "いいえ",
            "不同意",
            "同意しない",
            "無",
            "×",
        ],
    ),
];
const ELIGIBILITY: Words<Eligibility> = &[
    (
        Eligibility::Citizen,
        &[
            "citizen",
            "citoyen",
            "citoyenne",
            "ressortissant",
            "ressortissante",
            "国民",
            "邦人",
        ],
    ),
    (
        Eligibility::Resident,
        &[
            "resident",
            "permanent resident",
            "residente",
            "resident permanent",
            "residente permanente",
            "永住者",
        ],
    ),
    (Eligibility::Family, &["family", "famille", "家族"]),
    (
        Eligibility::Partner,
        &["partner", "partenaire", "提携国", "相手国"],
    ),
    (
        Eligibility::No,
        &[
            "no",
            "not eligible",
            "ineligible",
            "non",
            "non admissible",
            "inadmissible",
            "対象外",
        ],
    ),
];
const REPLY: Words<Reply> = &[
    (Reply::Safe, &["safe", "en securite", "無事", "安全"]),
    (
        Reply::WantsOut,
        &[
            "wants out",
            "wants to leave",
            "want to leave",
            "veut partir",
            "souhaite partir",
            "退避希望",
            "出国希望",
        ],
    ),
    (
        Reply::OwnWay,
        &[
            "own way",
            "leaving alone",
            "par ses propres moyens",
            "part par ses propres moyens",
            "自力退避",
        ],
    ),
    (
        Reply::NeedsHelp,
        &[
            "needs help",
            "need help",
            "besoin d'aide",
            "a besoin d'aide",
            "要支援",
        ],
    ),
];

/// The meaning of the list that has the word.
fn of<T: Copy>(text: &str, lists: Words<T>) -> Option<T> {
    let wanted = plain(text);
    let found = lists
        .iter()
        .find(|(_, words)| words.contains(&wanted.as_str()));
    found.map(|(meaning, _)| *meaning)
}

/// Whether a cell says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty() || of(text, BLANK).is_some()
}

/// Yes or no.
pub(super) fn truth(text: &str) -> Option<bool> {
    of(text, TRUTH)
}

/// Who may use a seat.
pub(super) fn eligibility(text: &str) -> Option<Eligibility> {
    of(text, ELIGIBILITY)
}

/// What somebody answered.
pub(super) fn reply(text: &str) -> Option<Reply> {
    of(text, REPLY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_words_as_they_are_looked_for() {
        let blank = BLANK.iter().flat_map(|(_, words)| words.iter());
        let all = blank
            .chain(TRUTH.iter().flat_map(|(_, words)| words.iter()))
            .chain(ELIGIBILITY.iter().flat_map(|(_, words)| words.iter()))
            .chain(REPLY.iter().flat_map(|(_, words)| words.iter()));
        for word in all {
            assert_eq!(plain(word), *word);
        }
    }

    #[test]
    fn words_of_three_languages_and_no_guess() {
        for yes in ["Yes", "OUI", "はい", "同意"] {
            assert_eq!(truth(yes), Some(true), "{yes}");
        }
        for no in ["No", "non", "いいえ", "不同意", "×"] {
            assert_eq!(truth(no), Some(false), "{no}");
        }
        assert_eq!(truth("perhaps"), None);
        assert_eq!(
            eligibility("Residente permanente"),
            Some(Eligibility::Resident)
        );
        assert_eq!(eligibility("対象外"), Some(Eligibility::No));
        assert_eq!(eligibility("eligible"), None, "as what?");
        assert_eq!(reply("wants_out"), Some(Reply::WantsOut));
        assert_eq!(reply("自力退避"), Some(Reply::OwnWay));
        assert_eq!(reply("A besoin d\u{2019}aide"), Some(Reply::NeedsHelp));
        assert!(is_blank(" ") && is_blank("不明") && !is_blank("no"));
    }
}
