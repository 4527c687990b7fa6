//! What a column of a register can hold, and the headings by which it is known in English, French and Japanese.

use serde::{Deserialize, Serialize};

use crate::folded;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Key of the row in its source.
    Key,
    /// Family name, Latin.
    Family,
    /// Given names, Latin.
    Given,
    /// Family name, kana.
    FamilyKana,
    /// Given names, kana.
    GivenKana,
    /// Family name, kanji.
    FamilyKanji,
    /// Given names, kanji.
    GivenKanji,
    /// Whole name, family name first when in kanji or before a comma.
    FullName,
    /// Date of birth.
    Birth,
    /// Nationality.
    Nationality,
    /// Passport number.
    Passport,
    /// Last day of the passport.
    PassportExpires,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Name of the emergency contact.
    NextOfKin,
    /// How to reach the emergency contact.
    NextOfKinReach,
    /// Key of the group.
    Group,
    /// Key of the guardian's row.
    Guardian,
    /// Language.
    Language,
    /// Where, in words.
    Whereabouts,
    /// Needs, in words: stretcher, wheelchair, pregnant, medical, minor, interpreter, pets.
    Needs,
    /// Consent that a partner knows the name.
    ConsentPartner,
    /// Consent that next of kin are told.
    ConsentNextOfKin,
    /// Consent to a record for family reunification.
    ConsentReunification,
    /// Name of the place of the crisis nearest to where the person is.
    Place,
    /// Who may use a seat, in words: citizen, resident, family, partner, no.
    Eligibility,
    /// What the person answered, in words: safe, wants out, own way, needs help.
    Reply,
}

/// A heading, a name or a word without case, marks and double spaces.
pub(super) fn plain(text: &str) -> String {
    let spaced = folded(text).replace(['_', '\u{3000}'], " ");
    let spaced = spaced.replace('\u{2019}', "'");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Column {
    /// All columns, each with the headings by which it is known, in folded form.
    pub(super) const HEADINGS: &'static [(Self, &'static [&'static str])] = &[
        (
            Self::Key,
            &[
                "key",
                "id",
                "registration id",
                "registration number",
                "cle",
                "登録番号",
                "整理番号",
            ],
        ),
        (
            Self::Family,
            &[
                "family name",
                "last name",
                "surname",
                "family",
                "nom",
                "nom de famille",
                "姓(ローマ字)",
                "姓(英字)",
                "姓ローマ字",
            ],
        ),
        (
            Self::Given,
            &[
                "given names",
                "given name",
                "first name",
                "given",
                "prenom",
                "prenoms",
                "名(ローマ字)",
                "名(英字)",
                "名ローマ字",
            ],
        ),
        (
            Self::FamilyKana,
            &[
                "family name kana",
                "姓(カナ)",
                "姓(かな)",
                "セイ",
                "せい",
                "姓カナ",
                "姓フリガナ",
            ],
        ),
        (
            Self::GivenKana,
            &[
                "given name kana",
                "名(カナ)",
                "名(かな)",
                "メイ",
                "めい",
                "名カナ",
                "名フリガナ",
            ],
        ),
        (
            Self::FamilyKanji,
            &["family name kanji", "姓", "姓(漢字)", "姓漢字"],
        ),
        (
            Self::GivenKanji,
            &["given name kanji", "名", "名(漢字)", "名漢字"],
        ),
        (
            Self::FullName,
            &["name", "full name", "nom complet", "氏名", "名前", "お名前"],
        ),
        (
            Self::Birth,
            &[
                "date of birth",
                "birth date",
                "birth",
                "dob",
                "date de naissance",
                "naissance",
                "生年月日",
            ],
        ),
        (
            Self::Nationality,
            &[
                "nationality",
                "citizenship",
                "nationalite",
                "citoyennete",
                "国籍",
            ],
        ),
        (
            Self::Passport,
            &[
                "passport",
                "passport number",
                "passport no",
                "passeport",
                "numero de passeport",
                "旅券番号",
                "パスポート番号",
            ],
        ),
        (
            Self::PassportExpires,
            &[
                "passport expiry",
                "passport expires",
                "expiration du passeport",
                "旅券有効期限",
                "有効期限",
            ],
        ),
        (
            Self::Phone,
            &[
                "phone",
                "telephone",
                "mobile",
                "cell",
                "電話",
                "電話番号",
                "携帯電話",
            ],
        ),
        (
            Self::Email,
            &["email", "e-mail", "courriel", "メール", "メールアドレス"],
        ),
        (
            Self::NextOfKin,
            &[
                "emergency contact",
                "next of kin",
                "contact d'urgence",
                "緊急連絡先",
                "緊急連絡先氏名",
            ],
        ),
        (
            Self::NextOfKinReach,
            &[
                "emergency contact phone",
                "next of kin phone",
                "telephone du contact d'urgence",
                "緊急連絡先電話番号",
                "緊急連絡先電話",
            ],
        ),
        (
            Self::Group,
            &[
                "group",
                "family id",
                "group id",
                "groupe",
                "世帯番号",
                "グループ",
            ],
        ),
        (
            Self::Guardian,
            &["guardian", "tuteur", "保護者", "保護者番号"],
        ),
        (Self::Language, &["language", "langue", "言語"]),
        (
            Self::Whereabouts,
            &[
                "address",
                "location",
                "whereabouts",
                "adresse",
                "lieu",
                "住所",
                "滞在先",
                "現在地",
            ],
        ),
        (
            Self::Needs,
            &["needs", "special needs", "besoins", "配慮事項", "要配慮"],
        ),
        (
            Self::ConsentPartner,
            &[
                "consent partner",
                "consentement partenaire",
                "情報共有同意",
                "同意",
            ],
        ),
        (
            Self::ConsentNextOfKin,
            &[
                "consent next of kin",
                "consentement proches",
                "近親者連絡同意",
                "家族連絡同意",
            ],
        ),
        (
            Self::ConsentReunification,
            &[
                "consent reunification",
                "consentement reunification",
                "再会支援同意",
            ],
        ),
        (
            Self::Place,
            &[
                "place",
                "assembly point",
                "point de rassemblement",
                "集合場所",
                "集合地点",
            ],
        ),
        (
            Self::Eligibility,
            &["eligibility", "admissibilite", "対象資格", "退避資格"],
        ),
        (Self::Reply, &["reply", "answer", "reponse", "回答", "意向"]),
    ];

    /// All columns.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::HEADINGS.iter().map(|(column, _)| *column)
    }

    /// Whether a heading says no more than that rows are numbered.
    pub(crate) fn is_row_number(heading: &str) -> bool {
        let wanted = plain(heading);
        ["no", "no.", "numero", "number", "番号"]
            .iter()
            .any(|name| plain(name) == wanted)
    }

    /// The column that a heading names.
    #[must_use]
    pub fn of_heading(heading: &str) -> Option<Self> {
        let wanted = plain(heading);
        let known = Self::HEADINGS.iter();
        known
            .filter(|(_, names)| names.iter().any(|name| plain(name) == wanted))
            .map(|(column, _)| *column)
            .next()
    }
}
