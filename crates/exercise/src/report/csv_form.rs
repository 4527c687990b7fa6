//! The report's tables as CSV, one below the other, for spreadsheets.

use vigie_sea::Time;

use super::build::AfterAction;

/// Rows of a file being written.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
    mark: &'static str,
}

impl Rows {
    fn put(&mut self, table: &str, cells: &[String]) {
        let start = [table.to_owned(), self.mark.to_owned()];
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
        let mut writer = csv::WriterBuilder::new();
        writer.flexible(true);
        let mut rows = Rows {
            writer: writer.from_writer(Vec::new()),
            mark: crate::marking::Marking::LINE,
        };
        self.put_timeline(&mut rows);
        self.put_injects(&mut rows);
        self.put_expectations(&mut rows);
        self.put_pictures(&mut rows);
        self.put_gathered(&mut rows);
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

    /// Watches and pictures, with and without what was shared, and the delay of sharing.
    fn put_pictures(&self, rows: &mut Rows) {
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        let names = [
            "partner",
            "kind",
            "precision",
            "recall",
            "median_detect_s",
            "p90_detect_s",
            "matched",
            "missed",
            "false",
        ];
        rows.head("watch", &names);
        for watch in &self.scores.watch {
            for kind in &watch.score.rows {
                let cells = [
                    watch.partner.clone(),
                    kind.code.to_owned(),
                    number(kind.precision),
                    number(kind.recall),
                    number(kind.median_detect_s),
                    number(kind.p90_detect_s),
                    kind.matched.to_string(),
                    kind.missed.to_string(),
                    kind.false_alarms.to_string(),
                ];
                rows.put("watch", &cells);
            }
        }
        let names = [
            "partner",
            "against",
            "moments",
            "mean_ospa_m",
            "mean_ospa_fused_m",
            "identity_errors",
            "identity_errors_fused",
        ];
        rows.head("picture", &names);
        for (own, fused) in self.scores.pictures_side_by_side() {
            let cells = [
                own.partner.clone(),
                own.against.clone(),
                own.moments.to_string(),
                number(own.mean_ospa_m),
                number(fused.and_then(|one| one.mean_ospa_m)),
                own.identity_errors.to_string(),
                fused.map_or_else(String::new, |one| one.identity_errors.to_string()),
            ];
            rows.put("picture", &cells);
        }
        let names = ["from", "to", "class", "arrived", "never", "median_s"];
        rows.head("sharing", &names);
        for one in &self.scores.sharing {
            let cells = [
                one.from.clone(),
                one.to.clone(),
                one.class.clone(),
                one.arrived.to_string(),
                one.never.to_string(),
                number(one.delay_s.map(|spread| spread.median)),
            ];
            rows.put("sharing", &cells);
        }
    }

    /// People over time, plans, breaches of policy.
    fn put_gathered(&self, rows: &mut Rows) {
        rows.head("unaccounted", &["partner", "at", "unaccounted", "people"]);
        for one in &self.scores.people {
            for (at, left) in &one.curve {
                let cells = [
                    one.partner.clone(),
                    at.to_string(),
                    left.to_string(),
                    one.people.to_string(),
                ];
                rows.put("unaccounted", &cells);
            }
        }
        let names = ["plan", "achieved", "clairvoyant", "regret", "unseen"];
        rows.head("plan", &names);
        for one in &self.scores.plans {
            let cells = [
                one.plan.clone(),
                one.achieved.to_string(),
                one.clairvoyant.to_string(),
                one.regret.to_string(),
                one.unseen.join(" "),
            ];
            rows.put("plan", &cells);
        }
        rows.head("breach", &["checked", "breach"]);
        let checked = self.scores.releases_checked.to_string();
        rows.put("breach", &[checked, String::new()]);
        for one in &self.scores.policy_breaches {
            rows.put("breach", &[String::new(), one.clone()]);
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
