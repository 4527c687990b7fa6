//! The request that a version answers: the newest offers of both agencies as of that version, put together.

use std::collections::BTreeMap;

use super::{Thread, Version};
use crate::{Request, SeaLimits, Separation, Target, Task};

/// The request of a version, for the checker of either agency, and as the start of the next version.
///
/// Where both offer a task of the same identifier they mean the same (the same ship on both lists): it is one task with
/// the greater value, and belongs to whoever offers that; at equal values to the agency that began. Targets of the same
/// identifier are one with the newest fix; ports one as first named.
///
/// `None` if the version, or one that it rests on, is not there (any more).
#[must_use]
pub fn assemble(thread: &Thread, digest: &str) -> Option<Request> {
    let chain = thread.chain();
    let at = chain.iter().position(|(d, _)| *d == digest);
    match at {
        Some(at) => {
            let upto: Vec<&Version> = chain.iter().take(at + 1).map(|(_, v)| *v).collect();
            put_together(&upto)
        }
        // A version that lost its place to another on the same base.
        None => {
            let version = thread.version(digest)?;
            let base = version.base.as_deref()?;
            let at = chain.iter().position(|(d, _)| *d == base)?;
            let mut upto: Vec<&Version> = chain.iter().take(at + 1).map(|(_, v)| *v).collect();
            upto.push(version);
            put_together(&upto)
        }
    }
}

/// The request of the last of these versions, each of which follows the one before.
fn put_together(upto: &[&Version]) -> Option<Request> {
    let (first, last) = (upto.first()?, upto.last()?);
    if first.base.is_some() {
        return None;
    }
    let mut offers: BTreeMap<&str, &Version> = BTreeMap::new();
    for version in upto {
        offers.insert(&version.by, version);
    }
    let mut request = Request {
        title: last.title.clone(),
        span: last.span,
        assets: Vec::new(),
        ports: Vec::new(),
        tankers: Vec::new(),
        riders: Vec::new(),
        targets: Vec::new(),
        tasks: Vec::new(),
        weather: Vec::new(),
        sea_state: last.sea_state,
        weights: last.weights,
        wishes: Vec::new(),
        rules: last.rules.iter().map(|r| r.rule.clone()).collect(),
        separation: Separation::default(),
        waters: SeaLimits::default(),
        before: before(upto),
        now: last.now,
    };
    for agency in [&first.by, &first.with] {
        let Some(version) = offers.get(agency.as_str()) else {
            continue;
        };
        let offer = &version.offer;
        request.assets.extend(offer.assets.iter().cloned());
        request.tankers.extend(offer.tankers.iter().cloned());
        request.riders.extend(offer.riders.iter().cloned());
        request.weather.extend(offer.weather.iter().cloned());
        // What either keeps from, the ships of both keep from.
        if let Some(waters) = &offer.waters {
            request.waters.add(waters);
        }
        for port in &offer.ports {
            if !request.ports.iter().any(|p| p.id == port.id) {
                request.ports.push(port.clone());
            }
        }
        offer.targets.iter().for_each(|t| target(&mut request, t));
        offer.tasks.iter().for_each(|t| task(&mut request, t));
    }
    Some(request)
}

/// The plan that a version was made from: that of its base.
fn before(upto: &[&Version]) -> Option<crate::Plan> {
    let base = upto.len().checked_sub(2).and_then(|at| upto.get(at))?;
    Some(base.plan.clone())
}

fn target(request: &mut Request, fresh: &Target) {
    let newest = |t: &Target| t.track.iter().map(|f| f.time).max();
    match request.targets.iter_mut().find(|t| t.id == fresh.id) {
        Some(known) if newest(known) < newest(fresh) => *known = fresh.clone(),
        Some(_) => {}
        None => request.targets.push(fresh.clone()),
    }
}

fn task(request: &mut Request, fresh: &Task) {
    match request.tasks.iter_mut().find(|t| t.id == fresh.id) {
        Some(known) if known.value < fresh.value => {
            let mut dearer = fresh.clone();
            dearer.releasable_to.push(known.owner.clone());
            *known = dearer;
        }
        Some(_) => {}
        None => request.tasks.push(fresh.clone()),
    }
}
