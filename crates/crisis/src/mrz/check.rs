//! Check digits (ICAO 9303-3 section 4.9).

/// The check digit of characters: values 0 to 9, A = 10 to Z = 35, `<` = 0, weights 7, 3, 1, sum modulo 10. `None` when a
/// character has no value.
#[must_use]
pub fn check_digit(characters: &str) -> Option<char> {
    let mut sum = 0_u32;
    for (character, weight) in characters.chars().zip([7, 3, 1].into_iter().cycle()) {
        sum = (sum + value(character)? * weight) % 10;
    }
    char::from_digit(sum, 10)
}

/// Value of a character.
pub(super) fn value(character: char) -> Option<u32> {
    match character {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => character.to_digit(36),
        _ => None,
    }
}
