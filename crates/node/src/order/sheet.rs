//! The sheet: HTML that prints without any style of its own, as the node allows no inline style.

use std::fmt::Write as _;

use fluent_bundle::FluentValue;
use vigie_patrol::order::{
    CommsPlan, Conflict, Itinerary, Occupation, OrderDetails, SearchAction, WaypointKind,
};

use super::moment::{local, place, utc};
use crate::i18n::Catalogue;

/// What a sheet is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The asset's way.
    pub itinerary: &'a Itinerary,
    /// Its searches.
    pub actions: &'a [SearchAction],
    /// What the order says beyond the plan.
    pub details: &'a OrderDetails,
    /// Who is where.
    pub occupations: &'a [Occupation],
    /// Those too close.
    pub conflicts: &'a [Conflict],
    /// Marking of an exercise, or nothing.
    pub marking: Option<&'a str>,
}

/// The sheet in the catalogue's language.
#[must_use]
pub fn to_html(catalogue: &Catalogue, sheet: &Sheet<'_>) -> String {
    let mut page = Page {
        catalogue,
        out: String::new(),
    };
    page.sheet(sheet);
    page.out
}

struct Page<'a> {
    catalogue: &'a Catalogue,
    out: String,
}

impl Page<'_> {
    fn say(&self, id: &str, values: &[(&str, String)]) -> String {
        let values: Vec<(&str, FluentValue<'_>)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        escaped(&self.catalogue.text(id, &values))
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn heading(&mut self, level: u8, id: &str) {
        let text = self.say(id, &[]);
        self.put(&format!("<h{level}>{text}</h{level}>\n"));
    }

    fn paragraph(&mut self, text: &str) {
        self.put(&format!("<p>{text}</p>\n"));
    }

    /// A table; cells are HTML already.
    fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        self.put("<table border=\"1\" cellpadding=\"4\" cellspacing=\"0\"><thead><tr>");
        for head in heads {
            let text = self.say(head, &[]);
            self.put(&format!("<th align=\"left\">{text}</th>"));
        }
        self.put("</tr></thead><tbody>\n");
        for row in rows {
            let cells: String = row.iter().fold(String::new(), |mut all, cell| {
                let _infallible = write!(all, "<td>{cell}</td>");
                all
            });
            self.put(&format!("<tr>{cells}</tr>\n"));
        }
        self.put("</tbody></table>\n");
    }

    fn sheet(&mut self, sheet: &Sheet<'_>) {
        let order = sheet.itinerary;
        let title = self.say("order-title", &[]);
        let language = self.catalogue.language();
        self.put(&format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} {}</title></head><body>\n",
            escaped(&order.name)
        ));
        if let Some(marking) = sheet.marking {
            self.put(&format!(
                "<p align=\"center\"><strong>{}</strong></p>\n",
                escaped(marking)
            ));
        }
        self.put(&format!("<h1>{title} · {}</h1>\n", escaped(&order.name)));
        let facts = [
            ("order-number", escaped(&sheet.details.number)),
            ("order-issued", order.issued.map_or_else(String::new, utc)),
            (
                "order-asset",
                format!("{} ({})", escaped(&order.name), escaped(&order.agency)),
            ),
        ];
        for (label, value) in facts {
            let label = self.say(label, &[]);
            self.paragraph(&format!("<strong>{label}</strong> {value}"));
        }
        self.heading(2, "order-situation");
        self.paragraph(&escaped(&order.title));
        if !sheet.details.remarks.is_empty() {
            self.paragraph(&escaped(&sheet.details.remarks));
        }
        self.mission(order);
        self.heading(2, "order-execution");
        self.waypoints(order);
        for action in sheet.actions {
            self.action(action);
        }
        self.deconfliction(sheet);
        self.logistics(order);
        self.heading(2, "order-command");
        self.comms(&sheet.details.comms);
        if let Some(marking) = sheet.marking {
            self.put(&format!(
                "<p align=\"center\"><strong>{}</strong></p>\n",
                escaped(marking)
            ));
        }
        self.put("</body></html>\n");
    }

    fn mission(&mut self, order: &Itinerary) {
        self.heading(2, "order-mission");
        let tasks = order
            .waypoints
            .iter()
            .filter_map(|w| w.stop.as_ref())
            .filter(|s| !s.kind.in_port());
        let span = order
            .span()
            .map(|(from, to)| (utc(from), utc(to)))
            .unwrap_or_default();
        let text = self.say(
            "order-mission-text",
            &[
                ("name", order.name.clone()),
                ("tasks", tasks.count().to_string()),
                ("from", span.0),
                ("to", span.1),
            ],
        );
        self.paragraph(&text);
    }

    fn waypoints(&mut self, order: &Itinerary) {
        self.heading(3, "order-waypoints");
        let rows: Vec<Vec<String>> = order
            .waypoints
            .iter()
            .zip(1..)
            .map(|(w, number)| {
                let time = w.eta.or(w.etd);
                let name = escaped(&w.name);
                let name = if w.kind == WaypointKind::Stop {
                    format!("<strong>{name}</strong>")
                } else {
                    name
                };
                vec![
                    format!("{number} {name}"),
                    place(w.position),
                    time.map_or_else(String::new, utc),
                    time.map_or_else(String::new, |t| local(t, w.position)),
                    w.speed_kn
                        .map_or_else(String::new, |s| format!("{s:.1} kn")),
                    w.stop
                        .as_ref()
                        .and_then(|s| s.instrument.as_deref())
                        .map_or_else(String::new, escaped),
                ]
            })
            .collect();
        let heads = [
            "order-point",
            "order-position",
            "order-utc",
            "order-local",
            "order-speed",
            "order-authority",
        ];
        self.table(&heads, &rows);
    }

    fn action(&mut self, action: &SearchAction) {
        self.heading(2, "order-action");
        let none = self.catalogue.text("order-none", &[]);
        let or_none = |text: &str| {
            if text.is_empty() {
                none.clone()
            } else {
                text.to_owned()
            }
        };
        let pattern = format!("pattern-{}", action.execution.pattern.pattern.code());
        let pattern = self.catalogue.text(&pattern, &[]);
        let execution = &action.execution;
        let coordination = &action.coordination;
        let corners: Vec<String> = action.areas.corners.iter().map(|p| place(*p)).collect();
        type Part<'a> = (&'a str, &'a str, Vec<(&'a str, String)>);
        let parts: [Part<'_>; 4] = [
            (
                "order-action-situation",
                "order-action-sought",
                vec![
                    ("class", action.situation.target_class.clone()),
                    ("sea", action.situation.sea_state.to_string()),
                ],
            ),
            (
                "order-action-areas",
                "order-action-area",
                vec![
                    ("corners", corners.join(" · ")),
                    ("area", format!("{:.0}", action.areas.area_nm2)),
                ],
            ),
            (
                "order-action-execution",
                "order-action-pattern",
                vec![
                    ("asset", execution.asset.clone()),
                    ("agency", execution.agency.clone()),
                    ("pattern", pattern),
                    ("commence", place(execution.commence)),
                    (
                        "creep",
                        execution
                            .creep_deg
                            .map_or_else(|| none.clone(), |d| format!("{d:03.0}°")),
                    ),
                    (
                        "height",
                        execution
                            .altitude_ft
                            .map_or_else(|| none.clone(), |ft| format!("{ft:.0} ft")),
                    ),
                    ("speed", format!("{:.0}", execution.speed_kn)),
                ],
            ),
            (
                "order-action-coordination",
                "order-action-scene",
                vec![
                    ("coordinator", or_none(&coordination.coordinator)),
                    ("osc", or_none(&coordination.on_scene_coordinator)),
                    ("from", utc(coordination.on_scene_from)),
                    ("to", utc(coordination.on_scene_to)),
                    ("spacing", format!("{:.1}", coordination.track_spacing_nm)),
                    ("coverage", format!("{:.2}", coordination.coverage)),
                    ("pod", format!("{:.0}", 100.0 * coordination.pod)),
                    ("airspace", or_none(&coordination.airspace)),
                ],
            ),
        ];
        for (heading, sentence, values) in parts {
            self.heading(3, heading);
            let text = self.say(sentence, &values);
            self.paragraph(&text);
        }
        self.heading(3, "order-action-communications");
        self.nets(&action.communications);
        self.heading(3, "order-action-reports");
        let times: Vec<String> = action.reports.at.iter().map(|t| utc(*t)).collect();
        let text = self.say(
            "order-action-report-to",
            &[
                ("to", or_none(&action.reports.to)),
                ("times", times.join(", ")),
            ],
        );
        self.paragraph(&text);
    }

    fn deconfliction(&mut self, sheet: &Sheet<'_>) {
        if sheet.occupations.is_empty() {
            return;
        }
        self.heading(3, "order-deconfliction");
        let rows: Vec<Vec<String>> = sheet
            .occupations
            .iter()
            .enumerate()
            .map(|(number, o)| {
                let close = sheet
                    .conflicts
                    .iter()
                    .any(|c| c.first == number || c.second == number);
                let warning = if close {
                    format!(" ⚠ {}", self.say("order-conflict", &[]))
                } else {
                    String::new()
                };
                vec![
                    format!("{} ({}){warning}", escaped(&o.asset), escaped(&o.agency)),
                    place(o.centre),
                    format!("{:.0} nm", o.radius_nm),
                    o.altitude_ft
                        .map_or_else(|| "–".to_owned(), |ft| format!("{ft:.0} ft")),
                    format!("{} – {}", utc(o.span.start), utc(o.span.end)),
                ]
            })
            .collect();
        let heads = [
            "order-asset",
            "order-position",
            "order-radius",
            "order-height",
            "order-utc",
        ];
        self.table(&heads, &rows);
    }

    fn logistics(&mut self, order: &Itinerary) {
        self.heading(2, "order-logistics");
        let stops = || order.waypoints.iter().filter_map(|w| w.stop.as_ref());
        let miles: f64 = stops().map(|s| s.distance_nm).sum();
        let taken: f64 = stops().map(|s| s.fuel_taken_t).sum();
        let least = stops()
            .map(|s| s.fuel_end_t - s.fuel_taken_t)
            .fold(f64::INFINITY, f64::min);
        let text = self.say(
            "order-fuel-text",
            &[
                ("miles", format!("{miles:.0}")),
                ("taken", format!("{taken:.1}")),
                (
                    "least",
                    if least.is_finite() {
                        format!("{least:.1}")
                    } else {
                        "–".to_owned()
                    },
                ),
            ],
        );
        self.paragraph(&text);
    }

    fn comms(&mut self, comms: &CommsPlan) {
        self.heading(3, "order-comms");
        self.nets(comms);
        let text = self.say(
            "order-report-every",
            &[("hours", format!("{}", comms.report_every_h))],
        );
        self.paragraph(&text);
    }

    fn nets(&mut self, comms: &CommsPlan) {
        self.put("<ul>\n");
        for net in &comms.nets {
            let purpose = self.say(&format!("order-net-{}", net.purpose.code()), &[]);
            self.put(&format!(
                "<li>{purpose}: {} {}</li>\n",
                escaped(&net.channel),
                escaped(&net.station)
            ));
        }
        self.put("</ul>\n");
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
