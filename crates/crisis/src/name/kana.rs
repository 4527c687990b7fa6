//! Kana to the Latin letters of their sounds (modified Hepburn, long vowels written out as the kana write them).

use unicode_normalization::UnicodeNormalization as _;

/// Rows of the table of sounds, each of the vowels a i u e o; `-` where a row has none.
const ROWS: &[(&str, [&str; 5])] = &[
    ("アイウエオ", ["a", "i", "u", "e", "o"]),
    ("カキクケコ", ["ka", "ki", "ku", "ke", "ko"]),
    ("ガギグゲゴ", ["ga", "gi", "gu", "ge", "go"]),
    ("サシスセソ", ["sa", "shi", "su", "se", "so"]),
    ("ザジズゼゾ", ["za", "ji", "zu", "ze", "zo"]),
    ("タチツテト", ["ta", "chi", "tsu", "te", "to"]),
    ("ダヂヅデド", ["da", "ji", "zu", "de", "do"]),
    ("ナニヌネノ", ["na", "ni", "nu", "ne", "no"]),
    ("ハヒフヘホ", ["ha", "hi", "fu", "he", "ho"]),
    ("バビブベボ", ["ba", "bi", "bu", "be", "bo"]),
    ("パピプペポ", ["pa", "pi", "pu", "pe", "po"]),
    ("マミムメモ", ["ma", "mi", "mu", "me", "mo"]),
    ("ラリルレロ", ["ra", "ri", "ru", "re", "ro"]),
    ("ヤ-ユ-ヨ", ["ya", "", "yu", "", "yo"]),
    ("ワヰ-ヱヲ", ["wa", "i", "", "e", "o"]),
    ("ァィゥェォ", ["a", "i", "u", "e", "o"]),
];

fn sound(kana: char) -> Option<&'static str> {
    match kana {
        'ン' => return Some("n"),
        'ヴ' => return Some("vu"),
        'ヵ' | 'ヶ' => return Some(if kana == 'ヵ' { "ka" } else { "ga" }),
        'ヮ' => return Some("wa"),
        _ => {}
    }
    let (row, at) = ROWS
        .iter()
        .find_map(|(row, sounds)| Some((sounds, row.chars().position(|one| one == kana)?)))?;
    row.get(at).copied().filter(|sound| !sound.is_empty())
}

/// Whether a character is kana.
pub(crate) fn is_kana(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ')
}

/// Katakana, full width and put together, of kana of any kind.
pub(crate) fn katakana(text: &str) -> String {
    let up = |letter: char| match letter {
        'ぁ'..='ゖ' => char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter),
        other => other,
    };
    text.nfkc().map(up).collect()
}

/// The sounds in Latin letters; what is not kana is left out.
pub(crate) fn to_latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut doubled = false;
    for kana in katakana(text).chars() {
        match kana {
            'ッ' => doubled = true,
            'ー' => {
                if let Some(vowel) = out.chars().last().filter(|c| "aiueo".contains(*c)) {
                    out.push(vowel);
                }
            }
            'ャ' | 'ュ' | 'ョ' => glide(&mut out, kana),
            'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' => small(&mut out, kana),
            _ => {
                let Some(sound) = sound(kana) else { continue };
                if std::mem::take(&mut doubled)
                    && let Some(first) = sound.chars().next().filter(|c| !"aiueon".contains(*c))
                {
                    out.push(if first == 'c' { 't' } else { first });
                }
                out.push_str(sound);
            }
        }
    }
    out
}

/// キャ is kya, シャ is sha, ジョ is jo.
fn glide(out: &mut String, kana: char) {
    let vowel = match kana {
        'ャ' => "a",
        'ュ' => "u",
        _ => "o",
    };
    if out.ends_with('i') {
        out.pop();
        if !(out.ends_with("sh") || out.ends_with("ch") || out.ends_with('j')) {
            out.push('y');
        }
    } else {
        out.push('y');
    }
    out.push_str(vowel);
}

/// ファ is fa, ティ is ti, シェ is she.
fn small(out: &mut String, kana: char) {
    if out.ends_with(['u', 'i', 'e', 'o']) && out.len() > 1 {
        out.pop();
    }
    out.push_str(sound(kana).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_of_any_kind_sound_alike() {
        for (kana, want) in [
            ("サトウ", "satou"),
            ("さとう", "satou"),
            ("ｻﾄｳ", "satou"),
            ("じゅんいち", "junichi"),
            ("ハットリ", "hattori"),
            ("マッチ", "matchi"),
            ("オオノ", "oono"),
            ("ローズ", "roozu"),
            ("キョウヘイ", "kyouhei"),
            ("ファン", "fan"),
            ("ﾀﾞｲｷ", "daiki"),
            ("ヶ", "ga"),
        ] {
            assert_eq!(to_latin(kana), want, "{kana}");
        }
    }
}
