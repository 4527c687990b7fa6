//! The report's tables as CSV, one below the other, for spreadsheets.

use vigie_sea::Time;

use super::build::AfterAction;

/// Rows of a file being written.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
    mark: String,
}

impl Rows {
    fn put(&mut self, table: &str, cells: &[String]) {
        let start = [table.to_owned(), self.mark.clone()];
        // A text that a spreadsheet would take for a formula is written with an apostrophe before it.
        let guarded = cells.iter().map(|cell| match cell.chars().next() {
            Some('=' | '+' | '-' | '@' | '\t') if cell.parse::<f64>().is_err() => {
                format!("'{cell}")
            }
            _ => cell.clone(),
        });
        // Writing into memory cannot fail.
        drop(self.writer.write_record(start.into_iter().chain(guarded)));
    }

    fn head(&mut self, table: &str, names: &[&str]) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.put(table, &names);
    }
}

fn maybe(time: Option<Time>) -> String {
    time.map_or_else(String::new, |time| time.to_string())
}

impl AfterAction {
    /// Timeline, list and expectations as CSV: the first column names the table, the second carries the mark.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mark = format!(
            "{} / {} / {}",
            self.marking.en, self.marking.fr, self.marking.ja
        );
        let mut writer = csv::WriterBuilder::new();
        writer.flexible(true);
        let mut rows = Rows {
            writer: writer.from_writer(Vec::new()),
            mark,
        };
        self.put_timeline(&mut rows);
        self.put_injects(&mut rows);
        self.put_expectations(&mut rows);
        String::from_utf8(rows.writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn put_timeline(&self, rows: &mut Rows) {
        rows.head("timeline", &["at", "party", "code", "about", "user"]);
        for row in &self.timeline {
            let cells = [
                row.at.to_string(),
                row.party.clone(),
                row.code.clone(),
                row.about.clone(),
                row.user.clone(),
            ];
            rows.put("timeline", &cells);
        }
    }

    fn put_injects(&self, rows: &mut Rows) {
        let names = [
            "number",
            "id",
            "kind",
            "title_en",
            "title_fr",
            "title_ja",
            "planned",
            "sent",
            "delay_min",
            "status",
        ];
        rows.head("inject", &names);
        for row in &self.injects {
            let [en, fr, ja] = row.title.all().map(str::to_owned);
            let delay = row
                .delay_min
                .map_or_else(String::new, |minutes| minutes.to_string());
            let cells = [
                row.number.to_string(),
                row.id.clone(),
                row.kind.to_owned(),
                en,
                fr,
                ja,
                maybe(row.planned),
                maybe(row.sent),
                delay,
                row.status.code().to_owned(),
            ];
            rows.put("inject", &cells);
        }
    }

    fn put_expectations(&self, rows: &mut Rows) {
        let names = [
            "id",
            "inject",
            "who",
            "what",
            "verdict",
            "at",
            "score",
            "score_max",
            "rating",
            "note",
        ];
        rows.head("expectation", &names);
        for row in &self.expectations {
            let one = &row.judged;
            let cells = [
                one.id.clone(),
                one.inject.clone(),
                one.who.clone(),
                one.what.clone(),
                one.judgement.verdict.code().to_owned(),
                maybe(one.judgement.at),
                one.judgement.score.to_string(),
                one.score_max.to_string(),
                one.rating.map_or("", |rating| rating.code()).to_owned(),
                one.note.clone(),
            ];
            rows.put("expectation", &cells);
        }
    }
}
