//! What players may know of how the exercise stands: the clock, the effects, the injects that were given.

use vigie_exercise::msel::{Effect, Inject, InjectKind};
use vigie_sea::Time;

use super::{
    control::State,
    message::{ClockTold, Delivered},
};

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
            link_cut: self.is_cut(),
        }
    }

    /// Whether nothing passes between the partners: by an effect that was given, or by the scenario. A link that is out one way
    /// is out both ways, for without an answer nothing is acknowledged.
    fn is_cut(&self) -> bool {
        let now = self.dial.now;
        let mut effects = self.effects();
        effects.any(|(effect, from, to)| {
            matches!(effect, Effect::LinkCut { .. }) && (from..to).contains(&now)
        }) || self
            .links
            .iter()
            .any(|spell| spell.blackout && spell.span.contains(now))
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
                    at,
                })
            })
            .collect();
        all.sort_by_key(|one| (one.at, one.number));
        all
    }
}
