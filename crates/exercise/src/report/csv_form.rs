//! The report's tables as CSV, one below the other, for spreadsheets.

use super::build::AfterAction;

impl AfterAction {
    /// Timeline, list and expectations as CSV: the first column names the table, the second carries the mark.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mark = format!("{} / {} / {}", self.marking.en, self.marking.fr, self.marking.ja);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let mut put = |table: &str, cells: &[String]| {
            let start = [table.to_owned(), mark.clone()];
            // A text that a spreadsheet would take for a formula is written with an apostrophe before it.
            let guarded = cells.iter().map(|cell| match cell.chars().next() {
                Some('=' | '+' | '-' | '@' | '\t') if cell.parse::<f64>().is_err() => format!("'{cell}"),
                _ => cell.clone(),
            });
            // Writing into memory cannot fail.
            drop(writer.write_record(start.into_iter().chain(guarded)));
        };
        let head = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let time = |time: Option<vigie_sea::Time>| time.map_or_else(String::new, |time| time.to_string());
        put("timeline", &head(&["at", "party", "code", "about", "user"]));
        for row in &self.timeline {
            let cells = [row.at.to_string(), row.party.clone(), row.code.clone(), row.about.clone(), row.user.clone()];
            put("timeline", &cells);
        }
        put("inject", &head(&["number", "id", "kind", "title_en", "title_fr", "title_ja", "planned", "sent", "delay_min", "status"]));
        for row in &self.injects {
            let [en, fr, ja] = row.title.all().map(str::to_owned);
            let delay = row.delay_min.map_or_else(String::new, |minutes| minutes.to_string());
            let cells = [
                row.number.to_string(), row.id.clone(), row.kind.to_owned(), en, fr, ja,
                time(row.planned), time(row.sent), delay, row.status.code().to_owned(),
            ];
            put("inject", &cells);
        }
        put("expectation", &head(&["id", "inject", "who", "what", "verdict", "at", "score", "score_max", "rating", "note"]));
        for row in &self.expectations {
            let one = &row.judged;
            let cells = [
                one.id.clone(), one.inject.clone(), one.who.clone(), one.what.clone(),
                one.judgement.verdict.code().to_owned(), time(one.judgement.at), one.judgement.score.to_string(),
                one.score_max.to_string(), one.rating.map_or("", |rating| rating.code()).to_owned(), one.note.clone(),
            ];
            put("expectation", &cells);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}
