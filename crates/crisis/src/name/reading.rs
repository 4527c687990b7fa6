//! How kanji are read in names: the built-in list of names, and for names that it lacks the usual readings of each kanji.

use rustc_hash::FxHashMap;

use super::kana::{is_kana, katakana};

/// Names and kanji with their readings; `data/README.md` says where they come from.
const BUILTIN: &str = include_str!("../../../../data/names-japanese.tsv");

/// Readings given for one name: beyond these the next is rarer than a spelling error.
const READINGS_MAX: usize = 24;
/// With so many readings in the list none is put together besides.
const LISTED_ENOUGH: usize = 4;
/// Readings of one kanji tried when names are put together.
const PER_KANJI_MAX: usize = 8;
/// Longest name put together of single kanji: longer ones are words.
const KANJI_MAX: usize = 4;

/// Readings of names and kanji.
#[derive(Debug)]
pub struct Readings {
    names: FxHashMap<Box<str>, Vec<Box<str>>>,
    families: FxHashMap<Box<str>, ()>,
    kanji: FxHashMap<char, Vec<Box<str>>>,
}

impl Readings {
    /// The built-in list.
    #[must_use]
    pub fn builtin() -> Self {
        Self::read(BUILTIN)
    }

    /// Reads a list: kind (`s`, `g`, `k`), writing, readings in katakana by commas; other lines are passed over.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (mut names, mut families) = (FxHashMap::default(), FxHashMap::default());
        let mut kanji = FxHashMap::default();
        for line in text.lines() {
            let mut field = line.split('\t');
            let (Some(kind), Some(written), Some(read)) =
                (field.next(), field.next(), field.next())
            else {
                continue;
            };
            let readings = read.split(',').map(Box::<str>::from);
            if kind == "k" {
                let known: &mut Vec<Box<str>> = kanji
                    .entry(written.chars().next().unwrap_or(' '))
                    .or_default();
                known.extend(readings);
                continue;
            }
            let written: Box<str> = modern(written).into();
            if kind == "s" {
                families.insert(written.clone(), ());
            }
            let known: &mut Vec<Box<str>> = names.entry(written).or_default();
            for reading in readings {
                if !known.contains(&reading) {
                    known.push(reading);
                }
            }
        }
        Self {
            names,
            families,
            kanji,
        }
    }

    /// Readings of a name in kanji, or kanji and kana, the most usual first; in katakana.
    #[must_use]
    pub fn of(&self, written: &str) -> Vec<String> {
        let written = modern(written);
        let mut readings: Vec<String> = self
            .names
            .get(written.as_str())
            .into_iter()
            .flatten()
            .map(|reading| reading.to_string())
            .collect();
        readings.truncate(READINGS_MAX);
        // The list has nearly every family name (data/README.md), and names with many readings have them all there.
        if readings.len() >= LISTED_ENOUGH || self.families.contains_key(written.as_str()) {
            return readings;
        }
        for reading in self.put_together(&written) {
            if readings.len() >= READINGS_MAX {
                break;
            }
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        readings
    }

    /// Whether the list has it as a family name.
    #[must_use]
    pub fn is_family(&self, written: &str) -> bool {
        self.families.contains_key(modern(written).as_str())
    }

    /// Readings kanji by kanji. In each step the most usual ones are kept, as the sum of their ranks says.
    fn put_together(&self, written: &str) -> Vec<String> {
        if written.chars().count() > KANJI_MAX {
            return Vec::new();
        }
        let mut ways: Vec<(usize, String)> = vec![(0, String::new())];
        for letter in written.chars() {
            let own = [Box::<str>::from(katakana(&letter.to_string()))];
            let parts: &[Box<str>] = if is_kana(letter) {
                &own
            } else {
                match self.kanji.get(&letter) {
                    Some(parts) => parts.get(..PER_KANJI_MAX).unwrap_or(parts),
                    None => return Vec::new(),
                }
            };
            ways = ways
                .iter()
                .flat_map(|(rank, way)| {
                    parts
                        .iter()
                        .enumerate()
                        .map(move |(at, part)| (rank + at, format!("{way}{part}")))
                })
                .collect();
            ways.sort();
            ways.truncate(READINGS_MAX * 2);
        }
        ways.into_iter().map(|(_, way)| way).collect()
    }
}

/// Older and rarer forms of kanji that families use, made the usual one; full width; 々 written out.
pub(crate) fn modern(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    for letter in written.chars() {
        if letter == '々' {
            out.extend(out.chars().last());
        } else {
            out.push(usual(letter));
        }
    }
    out
}

fn usual(letter: char) -> char {
    match letter {
        '髙' => '高',
        '﨑' => '崎',
        '邊' | '邉' => '辺',
        '齋' => '斎',
        '齊' => '斉',
        '澤' => '沢',
        '國' => '国',
        '廣' => '広',
        '眞' => '真',
        '惠' => '恵',
        '櫻' => '桜',
        '濱' => '浜',
        '龍' => '竜',
        '冨' => '富',
        '藏' => '蔵',
        '圓' => '円',
        '淺' => '浅',
        '瀨' => '瀬',
        '德' => '徳',
        '壽' => '寿',
        '榮' => '栄',
        '學' => '学',
        '實' => '実',
        '靜' => '静',
        '禮' => '礼',
        '嶋' | '嶌' => '島',
        '萬' => '万',
        '與' => '与',
        '寶' => '宝',
        '曾' => '曽',
        '條' => '条',
        '關' => '関',
        '鹽' => '塩',
        '黑' => '黒',
        '豐' => '豊',
        '鐵' => '鉄',
        '爲' => '為',
        '總' => '総',
        '狹' => '狭',
        '峯' => '峰',
        '埜' => '野',
        '舘' => '館',
        '槇' => '槙',
        '彌' => '弥',
        '來' => '来',
        '將' => '将',
        '晉' => '晋',
        '凜' => '凛',
        '薰' => '薫',
        '絲' => '糸',
        '會' => '会',
        '應' => '応',
        '渕' | '渊' => '淵',
        '步' => '歩',
        '賴' => '頼',
        '增' => '増',
        '敎' => '教',
        '淸' => '清',
        '綠' => '緑',
        '穗' => '穂',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_names_are_read_and_others_put_together() {
        let readings = Readings::builtin();
        assert_eq!(readings.of("佐藤")[0], "サトウ");
        assert!(readings.of("裕子").contains(&"ヒロコ".to_owned()));
        assert_eq!(readings.of("髙橋"), readings.of("高橋"));
        assert!(readings.of("佐々木").contains(&"ササキ".to_owned()));
        assert!(readings.of("渡邊").contains(&"ワタナベ".to_owned()));
        assert!(readings.is_family("山田") && !readings.is_family("qqq"));
        assert!(readings.of("Tremblay").is_empty());
        assert!(readings.of("鬱鬱鬱鬱鬱鬱鬱").is_empty());
    }
}
