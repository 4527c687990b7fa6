//! What players may know of how the exercise stands: the clock, the effects, the injects that were given.

use serde::Serialize;
use vigie_exercise::{
    LinkQuality, LinkSpell,
    msel::{Effect, Inject, InjectKind},
};
use vigie_sea::Time;

use super::{
    control::State,
    message::{ClockTold, Delivered},
};
use crate::patrol::outfit::agency;

/// The link from one partner to another, for control's page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LinkShown {
    pub(crate) from: String,
    pub(crate) to: String,
    /// `good`, `bad` or `cut`.
    pub(crate) state: &'static str,
    /// While it is bad: share of packets lost, delay in seconds, what it carries.
    #[serde(flatten)]
    pub(crate) quality: Option<LinkQuality>,
    /// How long by the scenario and the effects that were given.
    pub(crate) until: Option<Time>,
}

impl State {
    /// The clock as players may know it.
    pub(crate) fn told(&self) -> ClockTold {
        ClockTold {
            now: self.dial.now,
            speed: self.dial.speed,
            running: self.dial.running,
            frozen: self.conduct.frozen,
            over: self.conduct.over,
            branch: self.conduct.branch,
            link_cut: self.cut_until().is_some(),
            link_bad: None,
        }
    }

    /// The same for one partner, with how its links are. After the end nothing is held back.
    pub(crate) fn told_to(&self, party: &str) -> ClockTold {
        let link_bad = self.bad(party, None).filter(|_| !self.conduct.over);
        ClockTold {
            link_bad,
            ..self.told()
        }
    }

    /// What the scenario does now to what a partner says, to anybody or to one: the worst of all spells.
    fn bad(&self, from: &str, to: Option<&str>) -> Option<LinkQuality> {
        let spells = self.spells(from, to);
        spells
            .filter_map(LinkSpell::quality)
            .reduce(LinkQuality::worse)
    }

    fn spells<'a>(
        &'a self,
        from: &'a str,
        to: Option<&'a str>,
    ) -> impl Iterator<Item = &'a LinkSpell> {
        let now = self.dial.now;
        self.links.iter().filter(move |spell| {
            let ends = agency(&spell.from) == Some(from)
                && to.is_none_or(|to| agency(&spell.to) == Some(to));
            ends && spell.span.contains(now)
        })
    }

    /// Every direction between two partners.
    pub(crate) fn links_shown(&self) -> Vec<LinkShown> {
        let parties = &self.conduct.msel.parties;
        let cut = self.cut_until();
        let mut out = Vec::new();
        for from in parties {
            for to in parties.iter().filter(|to| *to != from) {
                let quality = self.bad(from, Some(to.as_str())).filter(|_| cut.is_none());
                let spells = self.spells(from, Some(to.as_str()));
                let ends = spells
                    .filter(|it| it.quality().is_some())
                    .map(|it| it.span.end);
                let (state, until) = match (cut, quality) {
                    (Some(_), _) => ("cut", cut),
                    (None, Some(_)) => ("bad", ends.max()),
                    (None, None) => ("good", None),
                };
                out.push(LinkShown {
                    from: from.clone(),
                    to: to.clone(),
                    state,
                    quality,
                    until,
                });
            }
        }
        out
    }

    /// How long nothing passes between the partners, if so: by effects that were given, and by the scenario. A link that is out
    /// one way is out both ways, for without an answer nothing is acknowledged.
    fn cut_until(&self) -> Option<Time> {
        let now = self.dial.now;
        let spells = self.links.iter();
        let dark = spells.filter(|spell| spell.blackout && spell.span.contains(now));
        let effects = self.effects().filter(|(effect, from, to)| {
            matches!(effect, Effect::LinkCut { .. }) && (from..to).contains(&&now)
        });
        let ends = dark.map(|spell| spell.span.end);
        ends.chain(effects.map(|(_, _, to)| to)).max()
    }

    /// World effects that were given, with from when to when they last.
    pub(crate) fn effects(&self) -> impl Iterator<Item = (Effect, Time, Time)> {
        let given = |inject: &Inject| {
            let effect = inject.payload.parse::<Effect>().ok()?;
            let from = self.conduct.sent(&inject.id)?;
            let lapse = match &effect {
                Effect::FeedOutage { lapse, .. }
                | Effect::ReceiverOutage { lapse, .. }
                | Effect::LinkCut { lapse } => *lapse,
            };
            Some((effect, from, from.plus_ms(lapse.ms())))
        };
        let effects = self
            .conduct
            .msel
            .injects
            .iter()
            .filter(|one| one.kind == InjectKind::WorldEffect);
        effects.filter_map(given)
    }

    /// Injects that a partner has got, in order of number.
    pub(crate) fn delivered(&self, party: &str) -> Vec<Delivered> {
        let mut all: Vec<Delivered> = self
            .conduct
            .msel
            .injects
            .iter()
            .filter(|inject| inject.is_for_players() && inject.receivers().contains(&party))
            .filter_map(|inject| {
                let at = self.conduct.sent(&inject.id)?;
                Some(Delivered {
                    id: inject.id.clone(),
                    number: inject.number,
                    branch: self.conduct.branch,
                    kind: inject.kind.code().to_owned(),
                    channel: inject.channel.code().to_owned(),
                    title: inject.title.clone(),
                    body: inject.body.clone(),
                    from: inject.from.clone(),
                    to: inject
                        .to
                        .iter()
                        .filter(|to| Inject::party_of(to) == party)
                        .cloned()
                        .collect(),
                    attachments: inject.attachments.clone(),
                    files: self.attached(&inject.attachments),
                    at,
                })
            })
            .collect();
        all.sort_by_key(|one| (one.at, one.number));
        all
    }
}
