//! Acceptance A11: names over kanji, kana, romaji and passport lines are found, at least 95 of 100.
//!
//! The register and the questions are generated; half of the names come from the built-in list, half from names below
//! that were written down without looking at it. The spellings are made here by tables of their own, not by the code
//! under test. What a search by equal text would find is printed as the baseline.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "tests")]

mod support;

use support::Chance;
use vigie_crisis::{
    BirthDate, FORMS_MAX, NameForm, NameIndex, PersonId, Readings, Script, comparison_forms,
};

const LIST: &str = include_str!("../../../data/names-japanese.tsv");

const FAMILIES: &str = "佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト 中村ナカムラ 小林コバヤシ 加藤カトウ 吉田ヨシダ \
山田ヤマダ 佐々木ササキ 斎藤サイトウ 松本マツモト 井上イノウエ 木村キムラ 林ハヤシ 清水シミズ 山崎ヤマザキ 池田イケダ 橋本ハシモト 阿部アベ \
石川イシカワ 小川オガワ 長谷川ハセガワ 大野オオノ 藤原フジワラ 岡田オカダ 後藤ゴトウ 村上ムラカミ 近藤コンドウ 坂本サカモト 遠藤エンドウ \
青木アオキ 藤井フジイ 西村ニシムラ 福田フクダ 太田オオタ 三浦ミウラ 中野ナカノ 原田ハラダ 松田マツダ 竹内タケウチ 上田ウエダ 土屋ツチヤ 大塚オオツカ \
工藤クドウ 千葉チバ 酒井サカイ 新垣アラカキ 比嘉ヒガ 本間ホンマ 難波ナンバ 宇都宮ウツノミヤ 東海林ショウジ 五十嵐イガラシ";
const GIVENS: &str = "太郎タロウ 花子ハナコ 健一ケンイチ 裕子ユウコ 純一郎ジュンイチロウ 翔太ショウタ 陽菜ヒナ 美咲ミサキ 大輔ダイスケ 直樹ナオキ \
洋子ヨウコ 恵子ケイコ 真由美マユミ 智子トモコ 浩二コウジ 誠マコト 明美アケミ 健太ケンタ 愛アイ 達也タツヤ 由紀ユキ 慎一シンイチ 涼平リョウヘイ \
優子ユウコ 千尋チヒロ 拓海タクミ 結衣ユイ 大翔ヒロト 蓮レン 凛リン 悠真ユウマ 京子キョウコ 修シュウ 勇気ユウキ 彩アヤ 隆タカシ 正義マサヨシ 節子セツコ \
幸雄ユキオ 文子フミコ 進ススム 信二シンジ 哲也テツヤ 麻衣マイ 香織カオリ 真一シンイチ 亮リョウ 雄大ユウダイ 静香シズカ 光ヒカル";

fn written_down(list: &str) -> Vec<(String, String)> {
    let words = list.split_whitespace();
    let pairs = words.map(|word| {
        let at = word.find(|c| matches!(c, 'ァ'..='ー')).unwrap();
        (word[..at].to_owned(), word[at..].to_owned())
    });
    pairs.collect()
}

fn listed(kind: &str) -> Vec<(String, String)> {
    let lines = LIST.lines().filter_map(|line| {
        let mut field = line.split('\t');
        (field.next() == Some(kind)).then_some(())?;
        let written = field.next()?;
        let reading = field.next()?.split(',').next()?;
        Some((written.to_owned(), reading.to_owned()))
    });
    lines.step_by(7).collect()
}

/// Spelling systems.
#[derive(Clone, Copy, PartialEq)]
enum System {
    Hepburn,
    Macron,
    Kunrei,
    Passport,
    PassportH,
}

const GOJUON: [(&str, &str, &str); 14] = [
    ("アイウエオ", "a i u e o", "a i u e o"),
    ("カキクケコ", "ka ki ku ke ko", "ka ki ku ke ko"),
    ("ガギグゲゴ", "ga gi gu ge go", "ga gi gu ge go"),
    ("サシスセソ", "sa shi su se so", "sa si su se so"),
    ("ザジズゼゾ", "za ji zu ze zo", "za zi zu ze zo"),
    ("タチツテト", "ta chi tsu te to", "ta ti tu te to"),
    ("ダヂヅデド", "da ji zu de do", "da zi zu de do"),
    ("ナニヌネノ", "na ni nu ne no", "na ni nu ne no"),
    ("ハヒフヘホ", "ha hi fu he ho", "ha hi hu he ho"),
    ("バビブベボ", "ba bi bu be bo", "ba bi bu be bo"),
    ("パピプペポ", "pa pi pu pe po", "pa pi pu pe po"),
    ("マミムメモ", "ma mi mu me mo", "ma mi mu me mo"),
    ("ラリルレロ", "ra ri ru re ro", "ra ri ru re ro"),
    ("ヤユヨワヲ", "ya yu yo wa o", "ya yu yo wa o"),
];

fn romaji(kana: &str, system: System) -> String {
    let kunrei = system == System::Kunrei;
    let mut out = String::new();
    let mut twice = false;
    for one in kana.chars() {
        let sound = GOJUON.iter().find_map(|(row, hepburn, other)| {
            let at = row.chars().position(|c| c == one)?;
            if kunrei { other } else { hepburn }.split(' ').nth(at)
        });
        match (one, sound) {
            ('ッ', _) => twice = true,
            ('ン', _) => out.push('n'),
            ('ャ' | 'ュ' | 'ョ', _) => {
                out.pop();
                if kunrei || !(out.ends_with("sh") || out.ends_with("ch") || out.ends_with('j')) {
                    out.push('y');
                }
                out.push(match one {
                    'ャ' => 'a',
                    'ュ' => 'u',
                    _ => 'o',
                });
            }
            (_, Some(sound)) => {
                if std::mem::take(&mut twice) {
                    out.push(if sound.starts_with('c') {
                        't'
                    } else {
                        sound.chars().next().unwrap()
                    });
                }
                out.push_str(sound);
            }
            _ => {}
        }
    }
    if !kunrei && system != System::Hepburn {
        for pair in ["nb", "nm", "np"] {
            out = out.replace(pair, &pair.replace('n', "m"));
        }
    }
    match system {
        System::Hepburn => out,
        System::Macron | System::Kunrei => {
            out.replace("ou", "ō").replace("oo", "ō").replace("uu", "ū")
        }
        System::Passport => out.replace("ou", "o").replace("oo", "o").replace("uu", "u"),
        System::PassportH => {
            let short = out.replace("uu", "u").replace("oo", "oh");
            if short.ends_with("ou") {
                format!("{}oh", &short[..short.len() - 2])
            } else {
                short.replace("ou", "o")
            }
        }
    }
}

fn hiragana(kana: &str) -> String {
    let down = |c| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap(),
        _ => c,
    };
    kana.chars().map(down).collect()
}

/// One way to write a name: what a register holds, and what an officer types.
fn form(way: usize, family: &(String, String), given: &(String, String)) -> (NameForm, String) {
    let of = |script, family: String, given: String| NameForm {
        script,
        family,
        given,
    };
    let spelt = |system| (romaji(&family.1, system), romaji(&given.1, system));
    match way {
        0 => {
            let form = of(Script::Kanji, family.0.clone(), given.0.clone());
            (form, format!("{} {}", family.0, given.0))
        }
        1 => (
            of(Script::Kanji, family.0.clone(), given.0.clone()),
            format!("{}{}", family.0, given.0),
        ),
        2 => (
            of(Script::Kana, family.1.clone(), given.1.clone()),
            format!("{}　{}", family.1, given.1),
        ),
        3 => {
            let (f, g) = (hiragana(&family.1), hiragana(&given.1));
            (of(Script::Kana, f.clone(), g.clone()), format!("{f}{g}"))
        }
        4 => {
            let (f, g) = spelt(System::Hepburn);
            (of(Script::Latin, f.clone(), g.clone()), format!("{g} {f}"))
        }
        5 => {
            let (f, g) = spelt(System::Macron);
            (of(Script::Latin, f.clone(), g.clone()), format!("{f} {g}"))
        }
        6 => {
            let (f, g) = spelt(System::Kunrei);
            (
                of(Script::Latin, f.clone(), g.clone()),
                format!("{}, {g}", f.to_uppercase()),
            )
        }
        7 => {
            let (f, g) = spelt(System::PassportH);
            let (f, g) = (f.to_uppercase(), g.to_uppercase());
            (of(Script::Mrz, f.clone(), g.clone()), format!("{f}<<{g}"))
        }
        _ => {
            let (f, g) = spelt(System::Passport);
            let (f, g) = (f.to_uppercase(), g.to_uppercase());
            (of(Script::Mrz, f.clone(), g.clone()), format!("{g} {f}"))
        }
    }
}

#[test]
fn names_are_found_in_other_writings_than_they_were_kept_in() {
    const REGISTER: usize = 12_000;
    const ASKED: usize = 1_500;
    let readings = Readings::builtin();
    let mut chance = Chance(11);
    let (families, givens) = (written_down(FAMILIES), written_down(GIVENS));
    let (more_families, more_givens) = (listed("s"), listed("g"));
    let mut index = NameIndex::default();
    let mut kept = Vec::new();
    for number in 0..REGISTER {
        let (families, givens) = if number % 2 == 0 {
            (&families, &givens)
        } else {
            (&more_families, &more_givens)
        };
        let (family, given) = (chance.pick(families).clone(), chance.pick(givens).clone());
        let way = chance.below(9);
        let person = PersonId::from_number(number as u128);
        let (form, text) = form(way, &family, &given);
        index.put(person, &[form], &readings);
        kept.push((person, way, family, given, text));
    }
    let (mut found, mut same_text, mut asked) = ([0, 0], [0, 0], [0, 0]);
    for (at, (person, way, family, given, text)) in kept.iter().take(ASKED).enumerate() {
        let other = (way + 1 + chance.below(8)) % 9;
        let (_, query) = form(other, family, given);
        let kind = at % 2;
        asked[kind] += 1;
        same_text[kind] += usize::from(query == *text);
        // Among the first ten, namesakes not counted: they score alike, and an officer tells them apart by birth date.
        let hits = index.search(&query, &readings, 200);
        let own = hits.iter().find(|hit| hit.person == *person);
        let above = |score| hits.iter().filter(|hit| hit.score > score).count();
        found[kind] += usize::from(own.is_some_and(|own| above(own.score) < 10));
    }
    for (kind, what) in ["written down", "listed"].iter().enumerate() {
        let share = |n: usize| n as f64 / asked[kind] as f64;
        println!(
            "names {what}: recall {:.3} of {}; by equal text {:.3}",
            share(found[kind]),
            asked[kind],
            share(same_text[kind])
        );
        assert!(
            share(found[kind]) >= 0.95,
            "{what}: {:.3}",
            share(found[kind])
        );
    }
}

/// Two registers that compare forms and show nothing: who is in both is found, in other writings too.
#[test]
fn who_is_in_two_registers_meets_by_forms_of_the_name() {
    const PEOPLE: usize = 600;
    let readings = Readings::builtin();
    let birth = BirthDate::new(1984, Some(2), Some(29)).ok();
    let mut chance = Chance(17);
    for (what, families, givens, least) in [
        (
            "written down",
            written_down(FAMILIES),
            written_down(GIVENS),
            0.90,
        ),
        ("listed", listed("s"), listed("g"), 0.90),
    ] {
        // Kanji against a writing that sounds; sounds against sounds.
        let (mut met, mut others) = ([0, 0], 0);
        let mut before: Vec<String> = Vec::new();
        for _ in 0..PEOPLE {
            let (family, given) = (chance.pick(&families).clone(), chance.pick(&givens).clone());
            let sounding = chance.below(7) + 2;
            let mut last = Vec::new();
            for (kind, way) in [chance.below(2), chance.below(7) + 2]
                .into_iter()
                .enumerate()
            {
                let (here, _) = form(way, &family, &given);
                let (there, _) = form(sounding, &family, &given);
                let here = comparison_forms(&[here], birth, &readings);
                let there = comparison_forms(&[there], birth, &readings);
                assert!(here.len() <= FORMS_MAX && there.len() <= FORMS_MAX);
                met[kind] += usize::from(here.iter().any(|it| there.contains(it)));
                // Somebody else, born on the same day.
                others += usize::from(here.iter().any(|it| before.contains(it)));
                last = there;
            }
            before = last;
        }
        let share = |n: usize| n as f64 / PEOPLE as f64;
        println!(
            "forms {what}: kanji against sounds {:.3}, sounds against sounds {:.3}, others {others}",
            share(met[0]),
            share(met[1])
        );
        assert!(share(met[0]) >= least && share(met[1]) >= 0.97, "{what}");
        // Two of a few families and given names, drawn one after the other, may be one name.
        assert!(others <= 6, "{what}: {others}");
    }
}
