//! Shift: in a small problem a look may also be added where it makes a meeting later, or earlier for the other side.

use super::ability::Block;
use super::insert::Offer;
use super::outline::Outline;
use super::search::Search;
use super::voyage::{Doing, Run, Step};
use super::world::Second;
use crate::Chance;

impl Search<'_> {
    /// Makes one leg at another speed; false if there is no other, or it does not go.
    pub(super) fn change_mode(&mut self, outline: &mut Outline, chance: &mut Chance) -> bool {
        let a = chance.below(outline.legs.len());
        let Some(leg) = outline.legs.get(a) else {
            return false;
        };
        let modes = self.world.asset(a).modes.len();
        let free = leg.run.steps.len() - leg.frozen;
        if modes < 2 || free == 0 {
            return false;
        }
        let at = leg.frozen + chance.below(free);
        let mut steps = leg.run.steps.clone();
        let other = chance.below(modes - 1) as u8;
        let mode = &mut steps[at].mode;
        *mode = other + u8::from(other >= *mode);
        let mut meets = outline.meets.clone();
        if self.small {
            meets.fill((0, Second::MAX));
        }
        let mut run = Run::default();
        let sailed = self
            .world
            .sail(a, &steps, leg.frozen, &leg.run, &meets, &mut run);
        if sailed.is_err() {
            return false;
        }
        outline.legs[a].run = run;
        outline.legs[a].version = self.next_version();
        true
    }

    /// The outline with the stops added, all meetings found anew; or what blocks it.
    pub(super) fn shifted(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        adds: &[(usize, Step)],
    ) -> Result<Outline, Block> {
        let mut made = outline.clone();
        made.meets.fill((0, Second::MAX));
        let mut steps = outline.legs[a].run.steps.clone();
        for (at, step) in adds {
            steps.insert((*at).min(steps.len()), *step);
        }
        let leg = &outline.legs[a];
        let mut run = Run::default();
        self.world
            .sail(a, &steps, leg.frozen, &leg.run, &made.meets, &mut run)?;
        made.legs[a].run = run;
        made.legs[a].version = self.next_version();
        made.who[look as usize] = a as u16;
        let mut version = self.next_version();
        let settled = made.settle(&self.world, || {
            version += 1;
            version
        });
        self.skip_versions(version);
        if !settled {
            return Err(Block::Meeting);
        }
        made.count(&self.world);
        if made.valid {
            Ok(made)
        } else {
            Err(Block::Order)
        }
    }

    /// The offer of a shift.
    pub(super) fn shift_offer(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        adds: &[(usize, Step)],
    ) -> Result<Offer, Block> {
        let made = self.shifted(outline, a, look, adds)?;
        let run = &made.legs[a].run;
        let doing = Doing::Look(look);
        let begin = run
            .timed
            .iter()
            .find(|timed| timed.step.doing == doing)
            .map(|timed| timed.begin)
            .ok_or(Block::NoWindow)?;
        let speed_kn = self.world.asset(a).modes[0].speed_kn;
        Ok(Offer {
            asset: a,
            adds: adds.to_vec(),
            begin,
            gain: made.points - outline.points,
            hours: (run.nm - outline.legs[a].run.nm) / speed_kn,
            costs: 0.0,
            shifts: true,
        })
    }
}
