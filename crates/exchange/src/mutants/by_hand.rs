//! Rules changed by hand.

use std::collections::BTreeSet;

use super::{Change, any, one, put};
use crate::{
    Body, Form, HoldRule, Label, Onward, Purposes, Time, Value,
    redact::Pseudonyms,
    release::{Case, ENGINE, approved, copy_body, copy_label},
};

fn after(end: Option<Time>, now: Time) -> bool {
    end.is_none_or(|end| now < end)
}

fn relabel(case: &Case<'_>, change: impl Fn(&Case<'_>, &mut Label)) -> Label {
    let mut label = copy_label(case);
    change(case, &mut label);
    label
}

fn pseudonyms<'a>(case: &'a Case<'_>) -> Pseudonyms<'a> {
    Pseudonyms {
        secret: case.at.pseudonym_secret,
        to: &case.policy.terms().to,
    }
}

fn place(case: &Case<'_>) -> (f64, f64) {
    case.subject
        .body
        .get("place")
        .and_then(Value::as_place)
        .unwrap_or((f64::NAN, f64::NAN))
}

/// Each rule passes everything (15), each rule passes nothing (15), and rules changed by hand.
pub(super) const BY_HAND: &[(&str, Change)] = &[
    ("realm of the object not asked", |e| {
        put(e, 0, |c| c.policy.terms().realm == *c.at.realm)
    }),
    ("realm of the agreement not asked", |e| {
        put(e, 0, |c| c.subject.realm == *c.at.realm)
    }),
    ("agreement of any agency", |e| {
        put(e, 1, |c| c.policy.terms().from != c.policy.terms().to)
    }),
    ("in force at its end", |e| {
        put(e, 2, |c| {
            c.policy.terms().valid_from <= c.at.now && c.at.now <= c.policy.terms().valid_until
        })
    }),
    ("not in force at its start", |e| {
        put(e, 2, |c| {
            c.policy.terms().valid_from < c.at.now && c.at.now < c.policy.terms().valid_until
        })
    }),
    ("start not asked", |e| {
        put(e, 2, |c| c.at.now < c.policy.terms().valid_until)
    }),
    ("end not asked", |e| {
        put(e, 2, |c| c.policy.terms().valid_from <= c.at.now)
    }),
    ("expiry not asked", |e| {
        put(e, 3, |c| after(c.subject.label.purge_at, c.at.now))
    }),
    ("purge not asked", |e| {
        put(e, 3, |c| after(c.subject.label.not_after, c.at.now))
    }),
    ("expired a moment later", |e| {
        put(e, 3, |c| {
            let past = |end: Option<Time>| end.is_some_and(|end| end < c.at.now);
            !past(c.subject.label.not_after) && !past(c.subject.label.purge_at)
        })
    }),
    ("both ends needed to expire", |e| {
        put(e, 3, |c| {
            after(c.subject.label.not_after, c.at.now) || after(c.subject.label.purge_at, c.at.now)
        })
    }),
    ("stopped only by the originator", |e| {
        put(e, 4, |c| {
            c.subject.originator != *c.at.own || !c.at.stopped.contains(&c.subject.object)
        })
    }),
    ("empty audience is everyone", |e| {
        put(e, 5, |c| {
            c.audience.releasable_to.is_empty()
                || c.audience.releasable_to.contains(&c.policy.terms().to)
        })
    }),
    ("scope does not override the audience", |e| {
        put(e, 5, |c| {
            c.subject
                .label
                .audience
                .releasable_to
                .contains(&c.policy.terms().to)
        })
    }),
    ("scope only adds to the audience", |e| {
        put(e, 5, |c| {
            let to = &c.policy.terms().to;
            c.audience.releasable_to.contains(to)
                || c.subject.label.audience.releasable_to.contains(to)
        })
    }),
    ("every scope of the label counts as active", |e| {
        put(e, 5, |c| {
            let all: BTreeSet<_> = c.subject.label.scopes.keys().cloned().collect();
            c.subject
                .label
                .audience_in(&all)
                .releasable_to
                .contains(&c.policy.terms().to)
        })
    }),
    ("scope active without the agreement", |e| {
        put(e, 5, |c| {
            c.subject
                .label
                .audience_in(c.at.scopes)
                .releasable_to
                .contains(&c.policy.terms().to)
        })
    }),
    ("own agency in the audience is enough", |e| {
        put(e, 5, |c| {
            c.audience.releasable_to.contains(&c.policy.terms().to)
                || c.audience.releasable_to.contains(c.at.own)
        })
    }),
    ("level below only", |e| {
        put(e, 7, |c| {
            c.rule.is_some_and(|r| c.audience.level < r.level_max.0)
        })
    }),
    ("level the other way", |e| {
        put(e, 7, |c| {
            c.rule.is_some_and(|r| c.audience.level >= r.level_max.0)
        })
    }),
    ("level of the label without scope", |e| {
        put(e, 7, |c| {
            c.rule
                .is_some_and(|r| c.subject.label.audience.level <= r.level_max.0)
        })
    }),
    ("one caveat honoured is enough", |e| {
        put(e, 8, |c| {
            let caveats = &c.subject.label.caveats;
            caveats.is_empty()
                || caveats
                    .iter()
                    .any(|caveat| c.policy.terms().caveats.contains(caveat))
        })
    }),
    ("caveats only above community", |e| {
        put(e, 8, |c| {
            c.audience.level as u8 <= 1
                || c.subject.label.caveats.is_subset(&c.policy.terms().caveats)
        })
    }),
    ("origins of derived data not asked", |e| {
        put(e, 9, |c| {
            c.subject.originator == *c.at.own || ENGINE.steps[9].1(c)
        })
    }),
    ("originator's consent for any object", |e| {
        put(e, 9, |c| {
            ENGINE.steps[9].1(c)
                || c.subject.label.onward == Onward::Ask
                    && c.at.consents.iter().any(|k| {
                        k.originator == c.subject.originator
                            && k.to == c.policy.terms().to
                            && after(k.until, c.at.now)
                    })
        })
    }),
    ("any originator's consent", |e| {
        put(e, 9, |c| {
            ENGINE.steps[9].1(c)
                || c.subject.label.onward == Onward::Ask
                    && c.at.consents.iter().any(|k| {
                        k.object == c.subject.object
                            && k.to == c.policy.terms().to
                            && after(k.until, c.at.now)
                    })
        })
    }),
    ("consent to anyone", |e| {
        put(e, 9, |c| {
            ENGINE.steps[9].1(c)
                || c.subject.label.onward == Onward::Ask
                    && c.at.consents.iter().any(|k| {
                        k.object == c.subject.object
                            && k.originator == c.subject.originator
                            && after(k.until, c.at.now)
                    })
        })
    }),
    ("consent for ever", |e| {
        put(e, 9, |c| {
            ENGINE.steps[9].1(c)
                || c.subject.label.onward == Onward::Ask
                    && c.at.consents.iter().any(|k| {
                        k.object == c.subject.object
                            && k.originator == c.subject.originator
                            && k.to == c.policy.terms().to
                    })
        })
    }),
    ("asking is allowed", |e| {
        put(e, 9, |c| {
            c.subject.label.onward != Onward::None || ENGINE.steps[9].1(c)
        })
    }),
    ("passing on to the partner's friends", |e| {
        put(e, 9, |c| {
            c.subject
                .label
                .audience
                .releasable_to
                .contains(&c.subject.originator)
                || ENGINE.steps[9].1(c)
        })
    }),
    ("persons as a whole", |e| {
        put(e, 10, |c| {
            !c.subject.label.personal
                || c.rule
                    .is_some_and(|r| r.personal || r.release == Form::Whole)
        })
    }),
    ("persons without a named purpose", |e| {
        put(e, 10, |c| {
            !c.subject.label.personal
                || c.rule.is_some_and(|r| {
                    r.personal && (c.subject.label.purge_at.is_some() || r.retain_h.is_some())
                })
        })
    }),
    ("persons without an end", |e| {
        put(e, 10, |c| {
            !c.subject.label.personal
                || c.rule
                    .is_some_and(|r| r.personal && c.subject.label.purposes.names(c.purpose))
        })
    }),
    ("persons without a rule for them", |e| {
        put(e, 10, |c| {
            !c.subject.label.personal
                || c.rule.is_some_and(|r| {
                    c.subject.label.purposes.names(c.purpose)
                        && (c.subject.label.purge_at.is_some() || r.retain_h.is_some())
                })
        })
    }),
    ("purpose of the label not asked", |e| {
        put(e, 11, |c| {
            c.policy.terms().purposes.contains(c.purpose)
                && c.rule.is_some_and(|r| {
                    r.purposes
                        .as_ref()
                        .is_none_or(|set| set.contains(c.purpose))
                })
        })
    }),
    ("purpose of the rule not asked", |e| {
        put(e, 11, |c| {
            c.policy.terms().purposes.contains(c.purpose)
                && c.subject.label.purposes.admits(c.purpose)
        })
    }),
    ("purpose of the agreement not asked", |e| {
        put(e, 11, |c| {
            c.subject.label.purposes.admits(c.purpose)
                && c.rule.is_some_and(|r| {
                    r.purposes
                        .as_ref()
                        .is_none_or(|set| set.contains(c.purpose))
                })
        })
    }),
    ("any named purpose", |e| {
        put(e, 11, |c| {
            ENGINE.steps[11].1(c)
                || matches!(&c.subject.label.purposes, Purposes::Only(set) if set.len() > 1)
        })
    }),
    ("no purposes is any purpose", |e| {
        put(e, 11, |c| {
            ENGINE.steps[11].1(c) || c.subject.label.purposes == Purposes::default()
        })
    }),
    ("one known profile is enough", |e| {
        put(e, 12, |c| {
            c.subject.label.profiles.is_empty()
                || c.subject
                    .label
                    .profiles
                    .iter()
                    .any(|p| c.policy.profile(p).is_some())
        })
    }),
    ("patrol of anyone", |e| {
        put(e, 13, |c| {
            ENGINE.steps[13].1(c)
                || c.at
                    .patrols
                    .iter()
                    .any(|p| p.from <= c.at.now && c.at.now < p.until)
        })
    }),
    ("patrol anywhere", |e| {
        put(e, 13, |c| {
            ENGINE.steps[13].1(c)
                || c.at.patrols.iter().any(|p| {
                    p.party == c.policy.terms().to && p.from <= c.at.now && c.at.now < p.until
                })
        })
    }),
    ("patrol over", |e| {
        put(e, 13, |c| {
            ENGINE.steps[13].1(c)
                || c.at
                    .patrols
                    .iter()
                    .any(|p| p.covers(&c.policy.terms().to, p.from, place(c)) && p.from <= c.at.now)
        })
    }),
    ("patrol not yet begun", |e| {
        put(e, 13, |c| {
            ENGINE.steps[13].1(c)
                || c.at
                    .patrols
                    .iter()
                    .any(|p| p.covers(&c.policy.terms().to, p.from, place(c)) && c.at.now < p.until)
        })
    }),
    ("patrol at its last moment", |e| {
        put(e, 13, |c| {
            ENGINE.steps[13].1(c)
                || c.at.patrols.iter().any(|p| {
                    p.covers(&c.policy.terms().to, p.from, place(c))
                        && p.from <= c.at.now
                        && c.at.now <= p.until
                })
        })
    }),
    ("every release approved", |e| e.approved = any),
    ("no release approved", |e| e.approved = one),
    ("approval of any version", |e| {
        e.approved = |c| {
            approved(c)
                || c.at.approvals.iter().any(|a| {
                    a.object == c.subject.object
                        && a.to == c.policy.terms().to
                        && Some(a.agreement) == c.agreement
                })
        }
    }),
    ("approval under another agreement", |e| {
        e.approved = |c| {
            approved(c)
                || c.at.approvals.iter().any(|a| {
                    a.object == c.subject.object
                        && a.version == c.subject.version
                        && a.to == c.policy.terms().to
                })
        }
    }),
    ("approval for another partner", |e| {
        e.approved = |c| {
            approved(c)
                || c.at.approvals.iter().any(|a| {
                    a.object == c.subject.object
                        && a.version == c.subject.version
                        && Some(a.agreement) == c.agreement
                })
        }
    }),
    ("approval of another object", |e| {
        e.approved = |c| {
            approved(c)
                || c.at.approvals.iter().any(|a| {
                    a.version == c.subject.version
                        && a.to == c.policy.terms().to
                        && Some(a.agreement) == c.agreement
                })
        }
    }),
    ("copy never ends", |e| {
        e.copy_label = |c| relabel(c, |_, l| l.not_after = None)
    }),
    ("copy never deleted", |e| {
        e.copy_label = |c| relabel(c, |_, l| l.purge_at = None)
    }),
    ("copy ends with the object only", |e| {
        e.copy_label = |c| relabel(c, |c, l| l.purge_at = c.subject.label.purge_at)
    }),
    ("copy outlives the patrol", |e| {
        e.copy_label = |c| {
            relabel(c, |c, l| {
                if c.rule.is_some_and(|r| r.patrol_place.is_some()) {
                    l.purge_at = c.subject.label.purge_at;
                }
            })
        }
    }),
    ("copy passes on as the label says", |e| {
        e.copy_label = |c| relabel(c, |c, l| l.onward = c.subject.label.onward)
    }),
    ("copy passes on as the rule says", |e| {
        e.copy_label = |c| {
            relabel(c, |c, l| {
                l.onward = c.rule.map_or(Onward::None, |r| r.onward)
            })
        }
    }),
    ("copy names the others", |e| {
        e.copy_label = |c| relabel(c, |c, l| l.audience = c.subject.label.audience.clone())
    }),
    ("copy names the others of a scope", |e| {
        e.copy_label = |c| relabel(c, |c, l| l.scopes = c.subject.label.scopes.clone())
    }),
    ("copy for any purpose", |e| {
        e.copy_label = |c| relabel(c, |c, l| l.purposes = c.subject.label.purposes.clone())
    }),
    ("hold allowed by the rule alone", |e| {
        e.copy_label = |c| {
            relabel(c, |c, l| {
                l.hold = c.rule.map_or(HoldRule::Never, |r| r.hold)
            })
        }
    }),
    ("hold allowed by the label alone", |e| {
        e.copy_label = |c| relabel(c, |c, l| l.hold = c.subject.label.hold)
    }),
    ("every field", |e| e.copy_body = |c| c.subject.body.clone()),
    ("no field", |e| e.copy_body = |_| Body::new()),
    ("unnamed fields stay", |e| {
        e.copy_body = |c| {
            let mut body = c.subject.body.clone();
            body.retain(|name, _| c.rule.is_some_and(|r| !r.fields.contains_key(name)));
            body.extend(copy_body(c));
            body
        }
    }),
    ("what cannot be treated stays", |e| {
        e.copy_body = |c| {
            let named = |name: &String| c.rule.is_some_and(|r| r.fields.contains_key(name));
            let mut body: Body = c
                .subject
                .body
                .iter()
                .filter(|(name, _)| named(name))
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect();
            body.extend(copy_body(c));
            body
        }
    }),
    ("named fields stay as they are", |e| {
        e.copy_body = |c| {
            let kept = copy_body(c).into_keys();
            kept.filter_map(|name| Some((name.clone(), c.subject.body.get(&name)?.clone())))
                .collect()
        }
    }),
    ("profiles not applied", |e| {
        e.copy_body = |c| {
            let rule = c.rule.unwrap();
            let treat = |(name, value): (&String, &Value)| match rule.fields.get(name) {
                Some(treatment) => {
                    Some((name.clone(), treatment.apply(name, value, pseudonyms(c))?))
                }
                None => (rule.release == Form::Whole).then(|| (name.clone(), value.clone())),
            };
            c.subject.body.iter().filter_map(treat).collect()
        }
    }),
    ("profiles instead of the rule", |e| {
        e.copy_body = |c| {
            let profiles: Vec<_> = c
                .subject
                .label
                .profiles
                .iter()
                .filter_map(|p| c.policy.profile(p))
                .collect();
            let treated = copy_body(c).into_iter().filter_map(|(name, value)| {
                match profiles.iter().find_map(|profile| profile.get(&name)) {
                    Some(treatment) => Some((
                        name.clone(),
                        treatment.apply(&name, c.subject.body.get(&name)?, pseudonyms(c))?,
                    )),
                    None => Some((name, value)),
                }
            });
            treated.collect()
        }
    }),
    ("places stay exact", |e| {
        e.copy_body = |c| {
            let mut body = copy_body(c);
            if let (Some(left), Some(place)) = (body.get_mut("place"), c.subject.body.get("place"))
            {
                *left = place.clone();
            }
            body
        }
    }),
    ("a withheld name goes into a remark", |e| {
        e.copy_body = |c| {
            let mut body = copy_body(c);
            if let (Some(Value::Text(remark)), Some(Value::Text(name))) =
                (body.get_mut("remark"), c.subject.body.get("master_name"))
            {
                remark.push_str(name);
            }
            body
        }
    }),
];
