//! What an MMSI says of itself: the kind of station, and the flag by its maritime identification
//! digits (MID).
//!
//! At sea an MMSI is assigned by the flag's administration, so its first digits claim a flag. A claim,
//! not a proof: digits are typed in by hand, and a reflagged ship may keep old ones. Forms of numbers
//! after ITU-R M.585; MIDs after the ITU's public table, territories under their own ISO 3166 code
//! where they have one (306, used by several Caribbean parts of the Kingdom, stays Netherlands).

use serde::{Deserialize, Serialize};

/// The flag that a station's digits claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Flag {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: &'static str,
    /// Short English name.
    pub name: &'static str,
}

/// What kind of station an MMSI names, by the form of its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// A ship: MIDxxxxxx.
    Ship,
    /// A group of ships: 0MIDxxxxx.
    Group,
    /// A coast station: 00MIDxxxx.
    Coast,
    /// A search and rescue aircraft: 111MIDxxx.
    SarAircraft,
    /// A handheld VHF set: 8MIDxxxxx.
    Handheld,
    /// An aid to navigation: 99MIDxxxx.
    Aton,
    /// A craft of a parent ship: 98MIDxxxx.
    Craft,
    /// A search and rescue transmitter: 970xxxxxx.
    Sart,
    /// A man-overboard device: 972xxxxxx.
    Mob,
    /// An emergency beacon (EPIRB) with AIS: 974xxxxxx.
    Epirb,
    /// None of these forms.
    Other,
}

impl Station {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ship => "ship",
            Self::Group => "group",
            Self::Coast => "coast",
            Self::SarAircraft => "sar-aircraft",
            Self::Handheld => "handheld",
            Self::Aton => "aton",
            Self::Craft => "craft",
            Self::Sart => "sart",
            Self::Mob => "mob",
            Self::Epirb => "epirb",
            Self::Other => "other",
        }
    }
}

/// The flag of an MMSI; `None` if its form carries no MID or the MID is not assigned.
#[must_use]
pub fn flag_of(mmsi: u32) -> Option<Flag> {
    let (_, mid) = form_of(mmsi);
    let at = MIDS.binary_search_by_key(&mid?, |(known, _)| *known).ok()?;
    flag_named(MIDS.get(at)?.1)
}

/// The flag of an ISO 3166-1 alpha-3 code, as far as a MID is assigned to it.
#[must_use]
pub fn flag_named(iso3: &str) -> Option<Flag> {
    let at = NAMES
        .binary_search_by_key(&iso3, |(known, _)| *known)
        .ok()?;
    NAMES.get(at).map(|(iso3, name)| Flag { iso3, name })
}

/// The flag of a country's English name, as this table or the World Port Index writes it.
#[must_use]
pub fn flag_of_name(name: &str) -> Option<Flag> {
    let same = |known: &str| known.eq_ignore_ascii_case(name.trim());
    if let Some((iso3, name)) = NAMES.iter().find(|(_, known)| same(known)) {
        return Some(Flag { iso3, name });
    }
    let (_, iso3) = OTHER_NAMES.iter().find(|(known, _)| same(known))?;
    flag_named(iso3)
}

/// The first number that no radio can send: an MMSI has 30 bits. From here on numbers stand for vessels that sent none, such
/// as those that VMS names by call sign.
pub const UNNUMBERED_MIN: u32 = 1 << 30;

/// Whether a vessel number was given by a node and not sent by the vessel. Two such numbers, or one and an MMSI, may be one
/// ship known to two systems.
#[must_use]
pub fn is_unnumbered(number: u32) -> bool {
    number >= UNNUMBERED_MIN
}

/// The kind of station of an MMSI.
#[must_use]
pub fn station_of(mmsi: u32) -> Station {
    form_of(mmsi).0
}

/// The form of a number and where its MID is. A MID begins with 2 to 7.
fn form_of(mmsi: u32) -> (Station, Option<u16>) {
    let mid = |digits: u32| {
        u16::try_from(digits % 1_000)
            .ok()
            .filter(|m| (200..800).contains(m))
    };
    let with = |station, digits: u32| match mid(digits) {
        Some(mid) => (station, Some(mid)),
        None => (Station::Other, None),
    };
    match mmsi {
        0..10_000_000 => with(Station::Coast, mmsi / 10_000),
        10_000_000..100_000_000 => with(Station::Group, mmsi / 100_000),
        111_000_000..112_000_000 => with(Station::SarAircraft, mmsi / 1_000),
        200_000_000..800_000_000 => with(Station::Ship, mmsi / 1_000_000),
        800_000_000..900_000_000 => with(Station::Handheld, mmsi / 100_000),
        970_000_000..971_000_000 => (Station::Sart, None),
        972_000_000..973_000_000 => (Station::Mob, None),
        974_000_000..975_000_000 => (Station::Epirb, None),
        980_000_000..990_000_000 => with(Station::Craft, mmsi / 10_000),
        990_000_000..1_000_000_000 => with(Station::Aton, mmsi / 10_000),
        _ => (Station::Other, None),
    }
}

/// MID and flag, in order of MID.
#[rustfmt::skip]
const MIDS: [(u16, &str); 292] = [
    (201, "ALB"), (202, "AND"), (203, "AUT"), (204, "PRT"), (205, "BEL"), (206, "BLR"),
    (207, "BGR"), (208, "VAT"), (209, "CYP"), (210, "CYP"), (211, "DEU"), (212, "CYP"),
    (213, "GEO"), (214, "MDA"), (215, "MLT"), (216, "ARM"), (218, "DEU"), (219, "DNK"),
    (220, "DNK"), (224, "ESP"), (225, "ESP"), (226, "FRA"), (227, "FRA"), (228, "FRA"),
    (229, "MLT"), (230, "FIN"), (231, "FRO"), (232, "GBR"), (233, "GBR"), (234, "GBR"),
    (235, "GBR"), (236, "GIB"), (237, "GRC"), (238, "HRV"), (239, "GRC"), (240, "GRC"),
    (241, "GRC"), (242, "MAR"), (243, "HUN"), (244, "NLD"), (245, "NLD"), (246, "NLD"),
    (247, "ITA"), (248, "MLT"), (249, "MLT"), (250, "IRL"), (251, "ISL"), (252, "LIE"),
    (253, "LUX"), (254, "MCO"), (255, "PRT"), (256, "MLT"), (257, "NOR"), (258, "NOR"),
    (259, "NOR"), (261, "POL"), (262, "MNE"), (263, "PRT"), (264, "ROU"), (265, "SWE"),
    (266, "SWE"), (267, "SVK"), (268, "SMR"), (269, "CHE"), (270, "CZE"), (271, "TUR"),
    (272, "UKR"), (273, "RUS"), (274, "MKD"), (275, "LVA"), (276, "EST"), (277, "LTU"),
    (278, "SVN"), (279, "SRB"), (301, "AIA"), (303, "USA"), (304, "ATG"), (305, "ATG"),
    (306, "NLD"), (307, "ABW"), (308, "BHS"), (309, "BHS"), (310, "BMU"), (311, "BHS"),
    (312, "BLZ"), (314, "BRB"), (316, "CAN"), (319, "CYM"), (321, "CRI"), (323, "CUB"),
    (325, "DMA"), (327, "DOM"), (329, "GLP"), (330, "GRD"), (331, "GRL"), (332, "GTM"),
    (334, "HND"), (336, "HTI"), (338, "USA"), (339, "JAM"), (341, "KNA"), (343, "LCA"),
    (345, "MEX"), (347, "MTQ"), (348, "MSR"), (350, "NIC"), (351, "PAN"), (352, "PAN"),
    (353, "PAN"), (354, "PAN"), (355, "PAN"), (356, "PAN"), (357, "PAN"), (358, "PRI"),
    (359, "SLV"), (361, "SPM"), (362, "TTO"), (364, "TCA"), (366, "USA"), (367, "USA"),
    (368, "USA"), (369, "USA"), (370, "PAN"), (371, "PAN"), (372, "PAN"), (373, "PAN"),
    (374, "PAN"), (375, "VCT"), (376, "VCT"), (377, "VCT"), (378, "VGB"), (379, "VIR"),
    (401, "AFG"), (403, "SAU"), (405, "BGD"), (408, "BHR"), (410, "BTN"), (412, "CHN"),
    (413, "CHN"), (414, "CHN"), (416, "TWN"), (417, "LKA"), (419, "IND"), (422, "IRN"),
    (423, "AZE"), (425, "IRQ"), (428, "ISR"), (431, "JPN"), (432, "JPN"), (434, "TKM"),
    (436, "KAZ"), (437, "UZB"), (438, "JOR"), (440, "KOR"), (441, "KOR"), (443, "PSE"),
    (445, "PRK"), (447, "KWT"), (450, "LBN"), (451, "KGZ"), (453, "MAC"), (455, "MDV"),
    (457, "MNG"), (459, "NPL"), (461, "OMN"), (463, "PAK"), (466, "QAT"), (468, "SYR"),
    (470, "ARE"), (471, "ARE"), (472, "TJK"), (473, "YEM"), (475, "YEM"), (477, "HKG"),
    (478, "BIH"), (501, "ATF"), (503, "AUS"), (506, "MMR"), (508, "BRN"), (510, "FSM"),
    (511, "PLW"), (512, "NZL"), (514, "KHM"), (515, "KHM"), (516, "CXR"), (518, "COK"),
    (520, "FJI"), (523, "CCK"), (525, "IDN"), (529, "KIR"), (531, "LAO"), (533, "MYS"),
    (536, "MNP"), (538, "MHL"), (540, "NCL"), (542, "NIU"), (544, "NRU"), (546, "PYF"),
    (548, "PHL"), (550, "TLS"), (553, "PNG"), (555, "PCN"), (557, "SLB"), (559, "ASM"),
    (561, "WSM"), (563, "SGP"), (564, "SGP"), (565, "SGP"), (566, "SGP"), (567, "THA"),
    (570, "TON"), (572, "TUV"), (574, "VNM"), (576, "VUT"), (577, "VUT"), (578, "WLF"),
    (601, "ZAF"), (603, "AGO"), (605, "DZA"), (607, "ATF"), (608, "SHN"), (609, "BDI"),
    (610, "BEN"), (611, "BWA"), (612, "CAF"), (613, "CMR"), (615, "COG"), (616, "COM"),
    (617, "CPV"), (618, "ATF"), (619, "CIV"), (620, "COM"), (621, "DJI"), (622, "EGY"),
    (624, "ETH"), (625, "ERI"), (626, "GAB"), (627, "GHA"), (629, "GMB"), (630, "GNB"),
    (631, "GNQ"), (632, "GIN"), (633, "BFA"), (634, "KEN"), (635, "ATF"), (636, "LBR"),
    (637, "LBR"), (638, "SSD"), (642, "LBY"), (644, "LSO"), (645, "MUS"), (647, "MDG"),
    (649, "MLI"), (650, "MOZ"), (654, "MRT"), (655, "MWI"), (656, "NER"), (657, "NGA"),
    (659, "NAM"), (660, "REU"), (661, "RWA"), (662, "SDN"), (663, "SEN"), (664, "SYC"),
    (665, "SHN"), (666, "SOM"), (667, "SLE"), (668, "STP"), (669, "SWZ"), (670, "TCD"),
    (671, "TGO"), (672, "TUN"), (674, "TZA"), (675, "UGA"), (676, "COD"), (677, "TZA"),
    (678, "ZMB"), (679, "ZWE"), (701, "ARG"), (710, "BRA"), (720, "BOL"), (725, "CHL"),
    (730, "COL"), (735, "ECU"), (740, "FLK"), (745, "GUF"), (750, "GUY"), (755, "PRY"),
    (760, "PER"), (765, "SUR"), (770, "URY"), (775, "VEN"),
];

/// Flag and short English name, in order of code.
#[rustfmt::skip]
const NAMES: [(&str, &str); 228] = [
    ("ABW", "Aruba"), ("AFG", "Afghanistan"), ("AGO", "Angola"), ("AIA", "Anguilla"),
    ("ALB", "Albania"), ("AND", "Andorra"), ("ARE", "United Arab Emirates"), ("ARG", "Argentina"),
    ("ARM", "Armenia"), ("ASM", "American Samoa"), ("ATF", "French Southern Territories"),
    ("ATG", "Antigua and Barbuda"), ("AUS", "Australia"), ("AUT", "Austria"), ("AZE", "Azerbaijan"),
    ("BDI", "Burundi"), ("BEL", "Belgium"), ("BEN", "Benin"), ("BFA", "Burkina Faso"),
    ("BGD", "Bangladesh"), ("BGR", "Bulgaria"), ("BHR", "Bahrain"), ("BHS", "Bahamas"),
    ("BIH", "Bosnia and Herzegovina"), ("BLR", "Belarus"), ("BLZ", "Belize"), ("BMU", "Bermuda"),
    ("BOL", "Bolivia"), ("BRA", "Brazil"), ("BRB", "Barbados"), ("BRN", "Brunei"),
    ("BTN", "Bhutan"), ("BWA", "Botswana"), ("CAF", "Central African Republic"), ("CAN", "Canada"),
    ("CCK", "Cocos (Keeling) Islands"), ("CHE", "Switzerland"), ("CHL", "Chile"), ("CHN", "China"),
    ("CIV", "Côte d'Ivoire"), ("CMR", "Cameroon"), ("COD", "Democratic Republic of the Congo"),
    ("COG", "Congo"), ("COK", "Cook Islands"), ("COL", "Colombia"), ("COM", "Comoros"),
    ("CPV", "Cabo Verde"), ("CRI", "Costa Rica"), ("CUB", "Cuba"), ("CXR", "Christmas Island"),
    ("CYM", "Cayman Islands"), ("CYP", "Cyprus"), ("CZE", "Czechia"), ("DEU", "Germany"),
    ("DJI", "Djibouti"), ("DMA", "Dominica"), ("DNK", "Denmark"), ("DOM", "Dominican Republic"),
    ("DZA", "Algeria"), ("ECU", "Ecuador"), ("EGY", "Egypt"), ("ERI", "Eritrea"), ("ESP", "Spain"),
    ("EST", "Estonia"), ("ETH", "Ethiopia"), ("FIN", "Finland"), ("FJI", "Fiji"),
    ("FLK", "Falkland Islands (Malvinas)"), ("FRA", "France"), ("FRO", "Faroe Islands"),
    ("FSM", "Micronesia"), ("GAB", "Gabon"), ("GBR", "United Kingdom"), ("GEO", "Georgia"),
    ("GHA", "Ghana"), ("GIB", "Gibraltar"), ("GIN", "Guinea"), ("GLP", "Guadeloupe"),
    ("GMB", "Gambia"), ("GNB", "Guinea-Bissau"), ("GNQ", "Equatorial Guinea"), ("GRC", "Greece"),
    ("GRD", "Grenada"), ("GRL", "Greenland"), ("GTM", "Guatemala"), ("GUF", "French Guiana"),
    ("GUY", "Guyana"), ("HKG", "Hong Kong"), ("HND", "Honduras"), ("HRV", "Croatia"),
    ("HTI", "Haiti"), ("HUN", "Hungary"), ("IDN", "Indonesia"), ("IND", "India"),
    ("IRL", "Ireland"), ("IRN", "Iran"), ("IRQ", "Iraq"), ("ISL", "Iceland"), ("ISR", "Israel"),
    ("ITA", "Italy"), ("JAM", "Jamaica"), ("JOR", "Jordan"), ("JPN", "Japan"),
    ("KAZ", "Kazakhstan"), ("KEN", "Kenya"), ("KGZ", "Kyrgyzstan"), ("KHM", "Cambodia"),
    ("KIR", "Kiribati"), ("KNA", "Saint Kitts and Nevis"), ("KOR", "Republic of Korea"),
    ("KWT", "Kuwait"), ("LAO", "Laos"), ("LBN", "Lebanon"), ("LBR", "Liberia"), ("LBY", "Libya"),
    ("LCA", "Saint Lucia"), ("LIE", "Liechtenstein"), ("LKA", "Sri Lanka"), ("LSO", "Lesotho"),
    ("LTU", "Lithuania"), ("LUX", "Luxembourg"), ("LVA", "Latvia"), ("MAC", "Macao"),
    ("MAR", "Morocco"), ("MCO", "Monaco"), ("MDA", "Moldova"), ("MDG", "Madagascar"),
    ("MDV", "Maldives"), ("MEX", "Mexico"), ("MHL", "Marshall Islands"), ("MKD", "North Macedonia"),
    ("MLI", "Mali"), ("MLT", "Malta"), ("MMR", "Myanmar"), ("MNE", "Montenegro"),
    ("MNG", "Mongolia"), ("MNP", "Northern Mariana Islands"), ("MOZ", "Mozambique"),
    ("MRT", "Mauritania"), ("MSR", "Montserrat"), ("MTQ", "Martinique"), ("MUS", "Mauritius"),
    ("MWI", "Malawi"), ("MYS", "Malaysia"), ("NAM", "Namibia"), ("NCL", "New Caledonia"),
    ("NER", "Niger"), ("NGA", "Nigeria"), ("NIC", "Nicaragua"), ("NIU", "Niue"),
    ("NLD", "Netherlands"), ("NOR", "Norway"), ("NPL", "Nepal"), ("NRU", "Nauru"),
    ("NZL", "New Zealand"), ("OMN", "Oman"), ("PAK", "Pakistan"), ("PAN", "Panama"),
    ("PCN", "Pitcairn"), ("PER", "Peru"), ("PHL", "Philippines"), ("PLW", "Palau"),
    ("PNG", "Papua New Guinea"), ("POL", "Poland"), ("PRI", "Puerto Rico"), ("PRK", "DPR Korea"),
    ("PRT", "Portugal"), ("PRY", "Paraguay"), ("PSE", "Palestine"), ("PYF", "French Polynesia"),
    ("QAT", "Qatar"), ("REU", "Réunion"), ("ROU", "Romania"), ("RUS", "Russia"), ("RWA", "Rwanda"),
    ("SAU", "Saudi Arabia"), ("SDN", "Sudan"), ("SEN", "Senegal"), ("SGP", "Singapore"),
    ("SHN", "Saint Helena, Ascension and Tristan da Cunha"), ("SLB", "Solomon Islands"),
    ("SLE", "Sierra Leone"), ("SLV", "El Salvador"), ("SMR", "San Marino"), ("SOM", "Somalia"),
    ("SPM", "Saint Pierre and Miquelon"), ("SRB", "Serbia"), ("SSD", "South Sudan"),
    ("STP", "Sao Tome and Principe"), ("SUR", "Suriname"), ("SVK", "Slovakia"), ("SVN", "Slovenia"),
    ("SWE", "Sweden"), ("SWZ", "Eswatini"), ("SYC", "Seychelles"), ("SYR", "Syria"),
    ("TCA", "Turks and Caicos Islands"), ("TCD", "Chad"), ("TGO", "Togo"), ("THA", "Thailand"),
    ("TJK", "Tajikistan"), ("TKM", "Turkmenistan"), ("TLS", "Timor-Leste"), ("TON", "Tonga"),
    ("TTO", "Trinidad and Tobago"), ("TUN", "Tunisia"), ("TUR", "Türkiye"), ("TUV", "Tuvalu"),
    ("TWN", "Chinese Taipei"), ("TZA", "Tanzania"), ("UGA", "Uganda"), ("UKR", "Ukraine"),
    ("URY", "Uruguay"), ("USA", "United States"), ("UZB", "Uzbekistan"), ("VAT", "Vatican City"),
    ("VCT", "Saint Vincent and the Grenadines"), ("VEN", "Venezuela"),
    ("VGB", "British Virgin Islands"), ("VIR", "United States Virgin Islands"), ("VNM", "Viet Nam"),
    ("VUT", "Vanuatu"), ("WLF", "Wallis and Futuna"), ("WSM", "Samoa"), ("YEM", "Yemen"),
    ("ZAF", "South Africa"), ("ZMB", "Zambia"), ("ZWE", "Zimbabwe"),
];

/// Names as lists of ports write them.
#[rustfmt::skip]
const OTHER_NAMES: [(&str, &str); 26] = [
    ("Burma", "MMR"), ("Congo (Brazzaville)", "COG"), ("Congo (Kinshasa)", "COD"),
    ("Caribbean Netherlands", "NLD"), ("Curacao", "NLD"), ("Sint Maarten", "NLD"),
    ("Cote D'Ivoire", "CIV"), ("Falkland Islands (Islas Malvinas)", "FLK"),
    ("Federated States of Micronesia", "FSM"), ("Macau", "MAC"), ("North Korea", "PRK"),
    ("Reunion", "REU"), ("Saint Helena, Ascension, and Tristan da Cunha", "SHN"),
    ("Saint Vincent and the Grenadines (Windward Islands)", "VCT"), ("South Korea", "KOR"),
    ("Taiwan", "TWN"), ("The Bahamas", "BHS"), ("The Gambia", "GMB"), ("Turkey", "TUR"),
    ("U.S. Virgin Islands", "VIR"), ("Vietnam", "VNM"), ("Guam", "USA"),
    ("Midway Islands", "USA"), ("Wake Island", "USA"), ("Johnson Atoll", "USA"),
    ("Svalbard", "NOR"),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_form_of_number() {
        for (mmsi, station, flag) in [
            (431_000_123, Station::Ship, Some("JPN")),
            (316_001_234, Station::Ship, Some("CAN")),
            (4_310_001, Station::Coast, Some("JPN")),
            (43_100_001, Station::Group, Some("JPN")),
            (111_316_001, Station::SarAircraft, Some("CAN")),
            (843_100_001, Station::Handheld, Some("JPN")),
            (994_310_001, Station::Aton, Some("JPN")),
            (983_160_001, Station::Craft, Some("CAN")),
            (970_123_456, Station::Sart, None),
            (972_123_456, Station::Mob, None),
            (974_123_456, Station::Epirb, None),
            (299_000_000, Station::Ship, None),
            (0, Station::Other, None),
            (1_234_567, Station::Other, None),
            (100_000_001, Station::Other, None),
            (999_999_999, Station::Other, None),
            (1_073_741_823, Station::Other, None),
            (u32::MAX, Station::Other, None),
        ] {
            assert_eq!(station_of(mmsi), station, "{mmsi}");
            assert_eq!(flag_of(mmsi).map(|f| f.iso3), flag, "{mmsi}");
        }
    }

    #[test]
    fn both_tables_are_sorted_and_every_mid_has_a_name() {
        assert!(MIDS.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(NAMES.windows(2).all(|w| w[0].0 < w[1].0));
        for (mid, iso3) in MIDS {
            assert_eq!(flag_of(u32::from(mid) * 1_000_000).unwrap().iso3, iso3);
        }
        assert!(
            NAMES
                .iter()
                .all(|(iso3, _)| MIDS.iter().any(|(_, known)| known == iso3))
        );
    }

    /// Names that a public copy of the table writes in another way.
    const OTHER_WORDS: [(&str, &str); 14] = [
        ("SVK", "Slovak"),
        ("CZE", "Czech"),
        ("TUR", "Turkey"),
        ("MKD", "Macedonia"),
        ("TWN", "Taiwan"),
        ("PRK", "Democratic People"),
        ("KGZ", "Kyrgyz"),
        ("LAO", "Lao"),
        ("ATF", "France"),
        ("SHN", "Ascension"),
        ("CIV", "Cote"),
        ("REU", "Reunion"),
        ("SWZ", "Swaziland"),
        ("ARG", "Argentine"),
    ];

    #[test]
    fn agrees_with_a_public_copy_of_the_table() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/ref-mid/mid.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: no {path}");
            return;
        };
        let mut rows = 0;
        for row in reader.records() {
            let row = row.unwrap();
            let mid: u32 = row[0].parse().unwrap();
            let flag = flag_of(mid * 1_000_000 + 1).unwrap();
            let word = flag.name.split([' ', ',']).next().unwrap();
            let other = OTHER_WORDS.iter().find(|(iso3, _)| *iso3 == flag.iso3);
            assert!(
                row[1].contains(word) || other.is_some_and(|(_, w)| row[1].contains(w)),
                "{mid}: {} is not {}",
                flag.name,
                &row[1],
            );
            rows += 1;
        }
        assert!(rows > 200, "{rows}");
    }
}
