//! Letters of ship names across scripts: what is the same sign, and how a sign reads in Latin letters.
//!
//! AIS carries Latin capitals only, while registries of Japan, China, Korea and Russia write their own
//! scripts. Traditional, simplified and Japanese forms of a character fold to one; Cyrillic reads by
//! the romanisation of Russian passports (ICAO 9303), kana by Hepburn, and the characters that are
//! usual in names of Chinese fishing fleets by pinyin without tones (own table, not a dictionary).

/// Whether this sign belongs to Chinese characters, kana or hangul.
pub(crate) fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3134F)
}

/// Whether this sign is a letter of the Latin alphabet, with marks or without.
pub(crate) fn is_latin(c: char) -> bool {
    c.is_alphabetic()
        && matches!(u32::from(c),
            0x41..=0x7A | 0xC0..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A)
}

/// Scripts of the letters of a text but Latin, as bits: kana, Chinese characters, hangul, Cyrillic, any other.
pub(crate) fn other_scripts(text: &str) -> u8 {
    let letters = text.chars().filter(|c| c.is_alphabetic() && !is_latin(*c));
    letters.fold(0, |all, c| {
        all | match u32::from(c) {
            0x3040..=0x30FF => 1,
            0x2E80..=0x303F | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3134F => 2,
            0xAC00..=0xD7AF => 4,
            0x0400..=0x052F => 8,
            _ => 16,
        }
    })
}

/// Hiragana as katakana, variants of one character as one.
pub(crate) fn folded(c: char) -> char {
    if let 'ぁ'..='ゖ' = c {
        return char::from_u32(u32::from(c) + 0x60).unwrap_or(c);
    }
    CHARACTERS
        .iter()
        .find(|(forms, _)| forms.contains(c))
        .and_then(|(forms, _)| forms.chars().next())
        .unwrap_or(c)
}

/// How one East Asian sign reads, if the tables know.
pub(crate) fn reading(c: char) -> Option<&'static str> {
    let c = folded(c);
    let character = CHARACTERS
        .iter()
        .find(|(forms, _)| forms.contains(c))
        .map(|(_, read)| *read);
    character.or_else(|| {
        KANA.iter()
            .find(|(kana, _)| *kana == c)
            .map(|(_, read)| *read)
    })
}

/// Value of a Chinese digit.
pub(crate) fn digit_value(c: char) -> Option<u32> {
    "〇一二三四五六七八九"
        .chars()
        .position(|d| d == c)
        .and_then(|i| u32::try_from(i).ok())
}

/// A Latin letter without its marks, or a Cyrillic letter in Latin; upper case in, upper case out.
pub(crate) fn latin(c: char) -> Option<&'static str> {
    LETTERS
        .iter()
        .find(|(from, _)| *from == c)
        .map(|(_, to)| *to)
}

const LETTERS: [(char, &str); 49] = [
    ('Æ', "AE"),
    ('Œ', "OE"),
    ('Ø', "O"),
    ('Ł', "L"),
    ('Đ', "D"),
    ('Ð', "D"),
    ('Þ', "TH"),
    ('ẞ', "SS"),
    ('ß', "SS"),
    ('İ', "I"),
    ('ı', "I"),
    ('А', "A"),
    ('Б', "B"),
    ('В', "V"),
    ('Г', "G"),
    ('Д', "D"),
    ('Е', "E"),
    ('Ё', "E"),
    ('Ж', "ZH"),
    ('З', "Z"),
    ('И', "I"),
    ('Й', "I"),
    ('К', "K"),
    ('Л', "L"),
    ('М', "M"),
    ('Н', "N"),
    ('О', "O"),
    ('П', "P"),
    ('Р', "R"),
    ('С', "S"),
    ('Т', "T"),
    ('У', "U"),
    ('Ф', "F"),
    ('Х', "KH"),
    ('Ц', "TS"),
    ('Ч', "CH"),
    ('Ш', "SH"),
    ('Щ', "SHCH"),
    ('Ъ', "IE"),
    ('Ы', "Y"),
    ('Ь', ""),
    ('Э', "E"),
    ('Ю', "IU"),
    ('Я', "IA"),
    ('І', "I"),
    ('Ї', "I"),
    ('Є', "IE"),
    ('Ґ', "G"),
    ('Ў', "U"),
];

/// Forms of one character (the first stands for all) and its pinyin.
const CHARACTERS: [(&str, &str); 104] = [
    ("渔漁", "YU"),
    ("鱼魚", "YU"),
    ("鲁魯", "LU"),
    ("荣榮栄", "RONG"),
    ("远遠", "YUAN"),
    ("舟", "ZHOU"),
    ("号號", "HAO"),
    ("顺順", "SHUN"),
    ("兴興", "XING"),
    ("华華", "HUA"),
    ("东東", "DONG"),
    ("丰豐豊", "FENG"),
    ("龙龍竜", "LONG"),
    ("宝寶寳", "BAO"),
    ("达達", "DA"),
    ("进進", "JIN"),
    ("国國", "GUO"),
    ("辽遼", "LIAO"),
    ("沪滬", "HU"),
    ("运運", "YUN"),
    ("冷", "LENG"),
    ("发發発", "FA"),
    ("隆", "LONG"),
    ("泽澤沢", "ZE"),
    ("岛島", "DAO"),
    ("浙", "ZHE"),
    ("闽閩", "MIN"),
    ("粤粵", "YUE"),
    ("长長", "CHANG"),
    ("贵貴", "GUI"),
    ("财財", "CAI"),
    ("盛", "SHENG"),
    ("鸿鴻", "HONG"),
    ("银銀", "YIN"),
    ("庆慶", "QING"),
    ("万萬", "WAN"),
    ("亿億", "YI"),
    ("升昇", "SHENG"),
    ("大", "DA"),
    ("凤鳳", "FENG"),
    ("钓釣", "DIAO"),
    ("鱿魷", "YOU"),
    ("宁寧", "NING"),
    ("连連", "LIAN"),
    ("广廣広", "GUANG"),
    ("兰蘭", "LAN"),
    ("台臺", "TAI"),
    ("旺", "WANG"),
    ("满滿満", "MAN"),
    ("富", "FU"),
    ("祥", "XIANG"),
    ("胜勝", "SHENG"),
    ("义義", "YI"),
    ("协協", "XIE"),
    ("海", "HAI"),
    ("洋", "YANG"),
    ("水", "SHUI"),
    ("昌", "CHANG"),
    ("福", "FU"),
    ("安", "AN"),
    ("平", "PING"),
    ("明", "MING"),
    ("新", "XIN"),
    ("金", "JIN"),
    ("春", "CHUN"),
    ("和", "HE"),
    ("利", "LI"),
    ("合", "HE"),
    ("成", "CHENG"),
    ("吉", "JI"),
    ("泰", "TAI"),
    ("瑞", "RUI"),
    ("裕", "YU"),
    ("源", "YUAN"),
    ("益", "YI"),
    ("永", "YONG"),
    ("信", "XIN"),
    ("正", "ZHENG"),
    ("中", "ZHONG"),
    ("山", "SHAN"),
    ("岭嶺", "LING"),
    ("象", "XIANG"),
    ("石", "SHI"),
    ("威", "WEI"),
    ("沙", "SHA"),
    ("宏", "HONG"),
    ("天", "TIAN"),
    ("太", "TAI"),
    ("德徳", "DE"),
    ("星", "XING"),
    ("北", "BEI"),
    ("南", "NAN"),
    ("西", "XI"),
    ("日", "RI"),
    ("月", "YUE"),
    ("光", "GUANG"),
    ("普", "PU"),
    ("京", "JING"),
    ("津", "JIN"),
    ("温溫", "WEN"),
    ("洞", "DONG"),
    ("瓯甌", "OU"),
    ("丸", "MARU"),
    ("开開", "KAI"),
];

const KANA: [(char, &str); 71] = [
    ('ア', "A"),
    ('イ', "I"),
    ('ウ', "U"),
    ('エ', "E"),
    ('オ', "O"),
    ('カ', "KA"),
    ('キ', "KI"),
    ('ク', "KU"),
    ('ケ', "KE"),
    ('コ', "KO"),
    ('サ', "SA"),
    ('シ', "SHI"),
    ('ス', "SU"),
    ('セ', "SE"),
    ('ソ', "SO"),
    ('タ', "TA"),
    ('チ', "CHI"),
    ('ツ', "TSU"),
    ('テ', "TE"),
    ('ト', "TO"),
    ('ナ', "NA"),
    ('ニ', "NI"),
    ('ヌ', "NU"),
    ('ネ', "NE"),
    ('ノ', "NO"),
    ('ハ', "HA"),
    ('ヒ', "HI"),
    ('フ', "FU"),
    ('ヘ', "HE"),
    ('ホ', "HO"),
    ('マ', "MA"),
    ('ミ', "MI"),
    ('ム', "MU"),
    ('メ', "ME"),
    ('モ', "MO"),
    ('ヤ', "YA"),
    ('ユ', "YU"),
    ('ヨ', "YO"),
    ('ラ', "RA"),
    ('リ', "RI"),
    ('ル', "RU"),
    ('レ', "RE"),
    ('ロ', "RO"),
    ('ワ', "WA"),
    ('ヲ', "O"),
    ('ン', "N"),
    ('ガ', "GA"),
    ('ギ', "GI"),
    ('グ', "GU"),
    ('ゲ', "GE"),
    ('ゴ', "GO"),
    ('ザ', "ZA"),
    ('ジ', "JI"),
    ('ズ', "ZU"),
    ('ゼ', "ZE"),
    ('ゾ', "ZO"),
    ('ダ', "DA"),
    ('ヂ', "JI"),
    ('ヅ', "ZU"),
    ('デ', "DE"),
    ('ド', "DO"),
    ('バ', "BA"),
    ('ビ', "BI"),
    ('ブ', "BU"),
    ('ベ', "BE"),
    ('ボ', "BO"),
    ('パ', "PA"),
    ('ピ', "PI"),
    ('プ', "PU"),
    ('ペ', "PE"),
    ('ポ', "PO"),
];
